package dev.labctl.gatling;

import java.time.Duration;
import java.time.Instant;

/**
 * Nanoseconds from T0. T0 is wall time, because labctl and Prometheus speak it; after that only the
 * monotonic clock counts, so that a step of the wall clock moves no arrival.
 */
final class Timebase {
  private final Instant t0;
  private final long t0Nanos;

  private Timebase(Instant t0, long t0Nanos) {
    this.t0 = t0;
    this.t0Nanos = t0Nanos;
  }

  static Timebase of(long t0EpochMillis) {
    Instant t0 = Instant.ofEpochMilli(t0EpochMillis);
    return new Timebase(t0, System.nanoTime() + Duration.between(Instant.now(), t0).toNanos());
  }

  /** Now, in nanoseconds from T0; negative before it. */
  long now() {
    return System.nanoTime() - t0Nanos;
  }

  long fromEpochMillis(long epochMillis) {
    return Duration.between(t0, Instant.ofEpochMilli(epochMillis)).toNanos();
  }
}
