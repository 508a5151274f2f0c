package dev.labctl.promql;

import java.util.List;
import java.util.Set;

/** A valid query. */
public final class PromQl {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", ">", "<", ">=", "<=");

  /** Functions whose answer is a condition already: a sample when nothing is there. */
  private static final Set<String> ABSENCE = Set.of("absent", "absent_over_time");

  /** Aggregations whose result is a number although a series is NaN. */
  private static final Set<String> PASS_NAN_OVER = Set.of("max", "min", "quantile");

  private final String text;
  private final Expr root;

  private PromQl(String text, Expr root) {
    this.text = text;
    this.root = root;
  }

  /** Reads a query that gives samples of one instant. */
  public static PromQl parse(String text) throws InvalidPromQlException {
    Expr root = Parser.parse(text);
    if (root.type() != Expr.Type.VECTOR && root.type() != Expr.Type.SCALAR) {
      throw new InvalidPromQlException(
          root.start(),
          "the query gives %s; must give an instant vector or a scalar"
              .formatted(root.type().words()));
    }
    return new PromQl(text, root);
  }

  /** Reads a query that holds or does not: its outermost operator has to compare. */
  public static PromQl condition(String text) throws InvalidPromQlException {
    PromQl query = parse(text);
    query.refuseUncompared(query.root);
    return query;
  }

  private void refuseUncompared(Expr part) throws InvalidPromQlException {
    if (part.bare() instanceof Expr.Binary b && b.operator().equals("or")) {
      refuseUncompared(b.left());
      refuseUncompared(b.right());
    } else if (!compares(part)) {
      throw new InvalidPromQlException(
          part.start(),
          "'%s' is compared with nothing, so it would hold whatever its value; must be a comparison such as … > 50"
              .formatted(source(part)));
    }
  }

  private static boolean compares(Expr part) {
    return switch (part.bare()) {
      case Expr.Binary b when COMPARISONS.contains(b.operator()) -> true;
      case Expr.Binary b when b.operator().equals("or") ->
          compares(b.left()) && compares(b.right());
      case Expr.Binary b when b.operator().equals("and") ->
          compares(b.left()) || compares(b.right());
      case Expr.Binary b when b.operator().equals("unless") ->
          compares(b.left()) || compares(b.right());
      case Expr.Call c -> ABSENCE.contains(c.function());
      case Expr.Binary _, Expr.Literal _, Expr.Series _, Expr.Signed _, Expr.Grouped _ -> false;
    };
  }

  /** The query as it was written. */
  public String text() {
    return text;
  }

  /**
   * Two queries that tell what the condition cannot: a comparison with NaN is neither true nor
   * false, but PromQL answers it as if it were one of them.
   */
  public ThreeValued known() {
    return known(root);
  }

  /**
   * A condition whose truth may be unknown, in Kleene's three-valued logic.
   *
   * @param certain has samples only where the condition holds, whatever the NaNs stand for
   * @param possible has samples where it holds or would hold for some value in place of a NaN
   */
  public record ThreeValued(String certain, String possible) {}

  private ThreeValued known(Expr part) {
    return switch (part.bare()) {
      case Expr.Binary b when COMPARISONS.contains(b.operator()) -> comparison(b);
      case Expr.Binary b when b.operator().equals("unless") -> {
        ThreeValued left = known(b.left());
        ThreeValued right = known(b.right());
        yield new ThreeValued(
            join(left.certain(), b, right.possible()), join(left.possible(), b, right.certain()));
      }
      case Expr.Binary b when List.of("and", "or").contains(b.operator()) -> {
        ThreeValued left = known(b.left());
        ThreeValued right = known(b.right());
        yield new ThreeValued(
            join(left.certain(), b, right.certain()), join(left.possible(), b, right.possible()));
      }
      case Expr other -> new ThreeValued(source(other), source(other));
    };
  }

  private static String join(String left, Expr.Binary b, String right) {
    return "(%s) %s %s (%s)".formatted(left, b.operator(), b.matching(), right);
  }

  /** With {@code bool} or without, samples are left where the comparison is true. */
  private ThreeValued comparison(Expr.Binary b) {
    boolean greater = b.operator().startsWith(">");
    boolean less = b.operator().startsWith("<");
    String left = known(b.left(), greater, less);
    String right = known(b.right(), less, greater);
    return new ThreeValued(
        "(%s) unless (%s)".formatted(compared(b, left, right), unknown(b, left, right)),
        "(%s) or (%s)"
            .formatted(
                compared(b, withNaN(b.left()), withNaN(b.right())),
                unknown(b, withNaN(b.left()), withNaN(b.right()))));
  }

  /**
   * A side of a comparison, as far as it is known. What is over a limit stays so whatever a further
   * series has, where the largest one is asked for, and so with the smallest under it.
   */
  private String known(Expr side, boolean largest, boolean smallest) {
    return side.bare() instanceof Expr.Call c
            && (largest && c.function().equals("max") || smallest && c.function().equals("min"))
        ? partsWithNaN(c)
        : withNaN(side);
  }

  /** The expression, which is NaN where an aggregation in it would pass over a NaN. */
  private String withNaN(Expr part) {
    String source = partsWithNaN(part);
    return part instanceof Expr.Call c && PASS_NAN_OVER.contains(c.function())
        // Of infinities of both signs the sum is NaN, of their signs it is not.
        ? "(%s + 0 * sum %s (sgn(%s)))"
            .formatted(source, c.grouping(), withNaN(c.arguments().getLast()))
        : source;
  }

  private String partsWithNaN(Expr part) {
    var made = new StringBuilder();
    int at = part.start();
    for (Expr inner : part.parts()) {
      made.append(text, at, inner.start()).append(withNaN(inner));
      at = inner.end();
    }
    return made.append(text, at, part.end()).toString();
  }

  private static String compared(Expr.Binary b, String left, String right) {
    return "(%s) %s %s (%s)".formatted(vector(b, left), b.operator(), b.matching(), right);
  }

  private static String vector(Expr.Binary b, String left) {
    return b.type() == Expr.Type.SCALAR ? "vector(" + left + ")" : left;
  }

  /** Samples of which a side is NaN, labelled as the comparison's own result. */
  private static String unknown(Expr.Binary b, String left, String right) {
    if (b.right().type() == Expr.Type.SCALAR) {
      return nanOf(vector(b, left), b.right(), right);
    }
    if (b.left().type() == Expr.Type.SCALAR) {
      return nanOf(right, b.left(), left);
    }
    // The sign of infinity is a number, so that infinities of both signs do not add up to NaN.
    String both = "sgn(%s) + %s sgn(%s)".formatted(left, b.matching(), right);
    return "(%s) unless ((%s) <= Inf)".formatted(both, both);
  }

  private static String nanOf(String vector, Expr scalar, String text) {
    String own = "(%s) unless ((%s) <= Inf)".formatted(vector, vector);
    boolean number =
        scalar.bare() instanceof Expr.Literal literal && !literal.text().equalsIgnoreCase("NaN");
    return number
        ? own
        : "(%s) or ((%s) unless on() (vector(%s) <= Inf))".formatted(own, vector, text);
  }

  private String source(Expr part) {
    return text.substring(part.start(), part.end());
  }
}
