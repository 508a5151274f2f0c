package dev.labctl.chaos;

import dev.labctl.lab.Platform;
import dev.labctl.lab.Redundancy;
import dev.labctl.process.Poller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Since when the lab has been redundant without a break. It looks from the landing of a fault on,
 * so that what heals long before the fault's end gets its true instant, not the end's.
 */
final class RedundancyWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  /** What was seen last: since when it is whole, or what is missing. */
  sealed interface RedundancySeen {
    record WholeSince(Instant at) implements RedundancySeen {}

    record Gap(String what) implements RedundancySeen {}
  }

  private final Platform platform;
  private final InstantSource clock;
  private final Poller poller;
  private RedundancySeen seen = new RedundancySeen.Gap("not looked yet");

  /** Starts looking. */
  RedundancyWatch(Platform platform, InstantSource clock) {
    this.platform = platform;
    this.clock = clock;
    this.poller = new Poller("redundancy-watch", INTERVAL, this::look);
  }

  /** Looks now. */
  synchronized RedundancySeen look() {
    Optional<String> gap = Redundancy.gap(platform.lab(), platform.members());
    if (gap.isPresent()) {
      seen = new RedundancySeen.Gap(gap.get());
    } else if (seen instanceof RedundancySeen.Gap) {
      seen = new RedundancySeen.WholeSince(clock.instant());
    }
    return seen;
  }

  @Override
  public void close() {
    poller.close();
  }
}
