package dev.labctl.run;

import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Announces phase bounds to whoever labels requests, and puts them on the timeline (decision 1).
 */
final class PhaseBounds {
  private final InstantSource clock;
  private final Consumer<Event> facts;
  private final BiConsumer<String, Instant> labeller;

  /**
   * @param labeller told of each bound before it takes effect; a run without load has none
   */
  PhaseBounds(InstantSource clock, Consumer<Event> facts, BiConsumer<String, Instant> labeller) {
    this.clock = clock;
    this.facts = facts;
    this.labeller = labeller;
  }

  /**
   * The phase begins {@code ahead} from now.
   *
   * @return when it begins
   */
  Instant announce(String phase, Duration ahead) {
    Instant at = clock.instant().plus(ahead).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    begin(phase, at);
    return at;
  }

  /** The phase begins at an instant that the labeller knows already, or is told now. */
  void begin(String phase, Instant at) {
    labeller.accept(phase, at);
    facts.accept(new Event.PhaseStarted(at, phase));
  }
}
