package dev.labctl.report.evaluate;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Durations as the report writes them: seconds, to the millisecond that an instant is given in. */
final class Seconds {
  private Seconds() {}

  static double of(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  static @Nullable Double between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? null : Double.valueOf(of(Duration.between(from, to)));
  }
}
