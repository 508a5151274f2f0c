package dev.labctl.promql;

/** A text that is not a valid query. */
public final class InvalidPromQlException extends Exception {
  private static final long serialVersionUID = 1;

  private final int offset;

  InvalidPromQlException(int offset, String problem) {
    super(problem);
    this.offset = offset;
  }

  /** Where in the text the problem is, from 0. */
  public int offset() {
    return offset;
  }

  /** What is wrong, in the form {@code what; must be RULE}. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
