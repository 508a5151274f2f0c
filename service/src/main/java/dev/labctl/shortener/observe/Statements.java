package dev.labctl.shortener.observe;

/**
 * Counts the SQL statements that a request costs, wherever below it they are run: an endpoint whose
 * number grows with its data shows in a metric, and in a test.
 */
public final class Statements {
  private Statements() {}

  /** Counts one statement, if a request is being answered. */
  public static void count() {
    Exchange current = Exchange.current();
    if (current != null) {
      current.countStatement();
    }
  }
}
