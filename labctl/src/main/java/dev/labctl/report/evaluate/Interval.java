package dev.labctl.report.evaluate;

import java.time.Duration;
import java.time.Instant;

/** A half-open stretch of time; empty when {@code to} is not after {@code from}. */
record Interval(Instant from, Instant to) {
  boolean contains(Instant at) {
    return !at.isBefore(from) && at.isBefore(to);
  }

  double seconds() {
    return Seconds.of(Duration.between(from, to));
  }
}
