package dev.labctl.shortener.servers;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * How long tests wait for what has to come: long enough for a slow and busy machine. A test waits
 * for a condition and proves by it that something happens; how fast it happens is for {@code
 * bin/bench} and the lab's reports to measure, on a machine that is known.
 */
public final class Patience {
  public static final Duration LONG = Duration.ofMinutes(1);

  // More than any class takes that asks for it.
  private static final Duration UNDISTURBED = Duration.ofMinutes(2);

  private Patience() {}

  /** Waits for a condition; every wait of a test begins here. */
  public static ConditionFactory await() {
    return Awaitility.await().atMost(LONG);
  }

  /**
   * Waits, just before an hour ends, for the next one: so that what is counted by hour and day, and
   * salted by day, is all of one.
   */
  public static void awaitAnHourThatLasts() {
    Instant now = Instant.now();
    Instant next =
        now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.HOURS).plusHours(1).toInstant();
    if (Duration.between(now, next).compareTo(UNDISTURBED) < 0) {
      Awaitility.await().atMost(UNDISTURBED.plus(LONG)).until(() -> !Instant.now().isBefore(next));
    }
  }
}
