package dev.labctl.shortener.observe;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What is found out about a request on the way, wherever below its handler. */
public final class Exchange {
  private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

  private final AtomicInteger statements = new AtomicInteger();
  private volatile @Nullable String error;

  /** Does a request's work; meanwhile it is the current one. */
  public void run(Runnable work) {
    ScopedValue.where(CURRENT, this).run(work);
  }

  /** The current request, or null outside of one. */
  public static @Nullable Exchange current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /** Keeps, for the log, why the current request fails. */
  public static void failed(String reason) {
    Exchange current = current();
    if (current != null) {
      current.error = reason;
    }
  }

  /** Counts an SQL statement. */
  void countStatement() {
    statements.incrementAndGet();
  }

  /** How many SQL statements it has cost. */
  public int statements() {
    return statements.get();
  }

  /** Why it fails, or null. */
  public @Nullable String error() {
    return error;
  }
}
