package dev.labctl.shortener.observe;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the SQL statements that a request costs, wherever below it they are run: an endpoint whose
 * number grows with its data shows in a metric, and in a test.
 */
public final class Statements {
  private static final ScopedValue<AtomicInteger> CURRENT = ScopedValue.newInstance();

  private Statements() {}

  /** Runs a request's work and counts into {@code counter} meanwhile. */
  public static void counting(AtomicInteger counter, Runnable work) {
    ScopedValue.where(CURRENT, counter).run(work);
  }

  /** Counts one statement, if a request is being counted. */
  public static void count() {
    if (CURRENT.isBound()) {
      CURRENT.get().incrementAndGet();
    }
  }
}
