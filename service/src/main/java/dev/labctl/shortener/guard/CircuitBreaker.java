package dev.labctl.shortener.guard;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stops asking a dependency that fails: opens after 3 failures among the last 10 calls, lets one
 * trial through after {@code openFor}, and closes when the trial succeeds. Only {@link
 * DependencyFailed} counts as failure: a constraint violation is an answer.
 */
public final class CircuitBreaker {
  private static final Logger LOG = System.getLogger(CircuitBreaker.class.getName());
  private static final int WINDOW = 10;
  private static final int FAILURES_TO_OPEN = 3;

  private enum State {
    CLOSED,
    OPEN,
    TRIAL
  }

  private final String dependency;
  private final long openForNanos;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  // The last ten calls, one bit each, 1 for a failure; written under the lock. While both fields
  // say that all is well, and that is nearly always, a call takes no lock.
  private volatile int failures;
  private volatile State state = State.CLOSED;
  private long openedAt;

  /**
   * @param dependency its name in messages and metrics
   * @param openFor how long to refuse before a trial, more than zero
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public CircuitBreaker(String dependency, Duration openFor, LongSupplier nanoTime) {
    if (!openFor.isPositive()) {
      throw new IllegalArgumentException("openFor is " + openFor + ", must be more than zero");
    }
    this.dependency = dependency;
    this.openForNanos = openFor.toNanos();
    this.nanoTime = nanoTime;
  }

  /** The dependency's name. */
  public String dependency() {
    return dependency;
  }

  /** True while ordinary calls are refused. */
  public boolean isOpen() {
    return state != State.CLOSED;
  }

  /**
   * Makes the call, or refuses at once.
   *
   * @throws DependencyFailed from the call, or when the breaker is open
   */
  public <T extends @Nullable Object> T call(Supplier<T> call) {
    boolean trial = admit();
    boolean failed = false;
    try {
      return call.get();
    } catch (DependencyFailed e) {
      failed = true;
      throw e;
    } finally {
      record(trial, failed);
    }
  }

  private boolean admit() {
    if (state == State.CLOSED) {
      return false;
    }
    lock.lock();
    try {
      if (state == State.CLOSED) {
        return false;
      }
      if (state == State.OPEN && nanoTime.getAsLong() - openedAt >= openForNanos) {
        state = State.TRIAL;
        return true;
      }
      throw DependencyFailed.notAsked(dependency + " is failing and not asked for a moment", null);
    } finally {
      lock.unlock();
    }
  }

  private void record(boolean trial, boolean failed) {
    if (!trial && !failed && failures == 0) {
      return; // one more success among successes
    }
    lock.lock();
    try {
      if (trial) {
        if (failed) {
          open();
        } else {
          state = State.CLOSED;
          LOG.log(Level.INFO, "{0} answers again: breaker closed", dependency);
        }
      } else if (state == State.CLOSED) {
        // Calls that began before the breaker opened may end later: they no longer count.
        failures = (failures << 1 | (failed ? 1 : 0)) & (1 << WINDOW) - 1;
        if (Integer.bitCount(failures) >= FAILURES_TO_OPEN) {
          LOG.log(Level.WARNING, "{0} fails: breaker open", dependency);
          open();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void open() {
    state = State.OPEN;
    openedAt = nanoTime.getAsLong();
    failures = 0;
  }
}
