package dev.labctl.process;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The one clock of a run: the wall's time at its beginning, and from then on the monotonic clock
 * alone. A step of the wall clock moves no fault against a request.
 */
public final class RunClock implements InstantSource {
  private final InstantSource wall;
  private final Instant start;
  private final long startNanos;

  private RunClock(InstantSource wall) {
    this.wall = wall;
    this.start = wall.instant();
    this.startNanos = System.nanoTime();
  }

  /** A clock that begins at the wall's present time. */
  public static RunClock from(InstantSource wall) {
    return new RunClock(wall);
  }

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos);
  }

  /** How far the wall clock has been stepped since the beginning; ahead is positive. */
  public Duration step() {
    return Duration.between(instant(), wall.instant());
  }
}
