package dev.labctl.process;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The only place that waits: polls a state until it is accepted, or says what it saw last. */
public final class Await {
  private Await() {}

  /**
   * Polls {@code state} every {@code interval} until {@code accepted} holds, and returns that
   * state.
   *
   * @throws LabctlException with {@code onTimeout}, when {@code deadline} has passed; the message
   *     ends with the last state seen
   */
  public static <T> T until(
      String what,
      Duration deadline,
      Duration interval,
      ExitCode onTimeout,
      Supplier<T> state,
      Predicate<? super T> accepted) {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      T seen = state.get();
      if (accepted.test(seen)) {
        return seen;
      }
      if (System.nanoTime() - end >= 0) {
        throw LabctlException.of(
            onTimeout,
            "%s: not within %.1f s; last seen: %s"
                .formatted(what, deadline.toMillis() / 1000.0, seen));
      }
      pause(interval);
    }
  }

  /**
   * Waits {@code interval}, or less when the thread is interrupted.
   *
   * @throws LabctlException with {@link ExitCode#INTERRUPTED}; the thread stays marked
   */
  public static void pause(Duration interval) {
    long end = System.nanoTime() + interval.toNanos();
    for (long left = interval.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(500)));
      if (Thread.currentThread().isInterrupted()) {
        throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted");
      }
    }
  }
}
