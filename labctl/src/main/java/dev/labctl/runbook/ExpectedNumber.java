package dev.labctl.runbook;

import java.util.Optional;
import java.util.regex.Pattern;

/** A comparison with a number, as in PromQL: {@code == 1}. */
public record ExpectedNumber(Operator operator, double number) {
  private static final Pattern FORM =
      Pattern.compile("\\s*(==|!=|>=|<=|>|<)\\s*(-?[0-9]{1,12}(?:\\.[0-9]{1,9})?)\\s*");

  /** PromQL's comparison operators. */
  public enum Operator {
    EQUAL("=="),
    NOT_EQUAL("!="),
    AT_LEAST(">="),
    AT_MOST("<="),
    ABOVE(">"),
    BELOW("<");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    private static Operator of(String sign) {
      for (Operator o : values()) {
        if (o.sign.equals(sign)) {
          return o;
        }
      }
      throw new IllegalArgumentException("no operator " + sign);
    }
  }

  /** Reads one; empty for anything else. */
  static Optional<ExpectedNumber> parse(String text) {
    var form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new ExpectedNumber(Operator.of(form.group(1)), Double.parseDouble(form.group(2))))
        : Optional.empty();
  }

  /** Whether {@code value} compares; never for NaN. */
  public boolean holds(double value) {
    if (Double.isNaN(value)) {
      return false;
    }
    int order = Double.compare(value + 0.0, number + 0.0);
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case AT_LEAST -> order >= 0;
      case AT_MOST -> order <= 0;
      case ABOVE -> order > 0;
      case BELOW -> order < 0;
    };
  }

  @Override
  public String toString() {
    return operator.sign + " " + number;
  }
}
