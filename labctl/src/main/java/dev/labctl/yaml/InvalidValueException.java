package dev.labctl.yaml;

/** A value breaks its rule; {@link Fields} turns it into a problem with the key's name. */
public final class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String problem;
  private final int line;
  private final int column;

  /**
   * @param message what the value is and what it must be, to follow the key's name
   */
  public InvalidValueException(Mark at, String message) {
    super(message);
    this.problem = message;
    this.line = at.line();
    this.column = at.column();
  }

  /** The usual form: {@code is 'x'; must be RULE}. */
  public static InvalidValueException mustBe(YamlNode node, String rule) {
    return new InvalidValueException(node.at(), "is " + node.describe() + "; must be " + rule);
  }

  /** What is wrong with it. */
  public String problem() {
    return problem;
  }

  /** Where the value stands. */
  public Mark at() {
    return new Mark(line, column);
  }
}
