package dev.labctl.shortener.observe;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is found out about a request, or a batch of work, on the way, wherever below its handler.
 */
public final class Exchange {
  private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

  private final String name;
  private final @Nullable Trace trace;
  private final AtomicInteger statements = new AtomicInteger();
  private volatile @Nullable String error;
  private volatile boolean written;

  /**
   * @param name what logs call it: a request's id
   * @param trace its trace, or null if it is not traced
   */
  public Exchange(String name, @Nullable Trace trace) {
    this.name = name;
    this.trace = trace;
  }

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

  /** Keeps that the current request may have changed something: it must not be sent again. */
  public static void mayHaveWritten() {
    Exchange current = current();
    if (current != null) {
      current.written = true;
    }
  }

  /** Whether it may have changed something. */
  public boolean hasWritten() {
    return written;
  }

  /** What logs call it. */
  public String name() {
    return name;
  }

  /** Its trace, or null if it is not traced. */
  public @Nullable Trace trace() {
    return trace;
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
