package dev.labctl.promql;

import java.util.List;

/** A part of a query, as far as its meaning matters here. */
sealed interface Expr {
  /** Where it begins in the text. */
  int start();

  /** Behind its last character. */
  int end();

  /** What evaluating it gives. */
  Type type();

  /** Prometheus' four types of value. */
  enum Type {
    SCALAR("a scalar"),
    VECTOR("an instant vector"),
    MATRIX("a range vector"),
    TEXT("a text");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** A number or a text. */
  record Literal(int start, int end, Type type, String text) implements Expr {}

  /** A metric's samples, now or over a range; or the range of a subquery. */
  record Series(int start, int end, Type type) implements Expr {}

  /**
   * A function's call or an aggregation.
   *
   * @param grouping an aggregation's {@code by (…)} or {@code without (…)}; or empty
   */
  record Call(int start, int end, String function, List<Expr> arguments, String grouping, Type type)
      implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** An expression with a sign. */
  record Signed(int start, int end, Expr inner) implements Expr {
    @Override
    public Type type() {
      return inner.type();
    }
  }

  /** An expression in parentheses. */
  record Grouped(int start, int end, Expr inner) implements Expr {
    @Override
    public Type type() {
      return inner.type();
    }
  }

  /**
   * Two expressions and an operator between them.
   *
   * @param operator in lower case
   * @param bool whether {@code bool} follows it
   * @param matching what follows it, from {@code on} to the end of {@code group_left}; or empty
   */
  record Binary(Expr left, String operator, boolean bool, String matching, Expr right)
      implements Expr {
    @Override
    public int start() {
      return left.start();
    }

    @Override
    public int end() {
      return right.end();
    }

    @Override
    public Type type() {
      return left.type() == Type.SCALAR && right.type() == Type.SCALAR ? Type.SCALAR : Type.VECTOR;
    }
  }

  /** The expressions that it is made of, in their order. */
  default List<Expr> parts() {
    return switch (this) {
      case Literal _, Series _ -> List.of();
      case Call c -> c.arguments();
      case Signed s -> List.of(s.inner());
      case Grouped g -> List.of(g.inner());
      case Binary b -> List.of(b.left(), b.right());
    };
  }

  /** The same without the parentheses around it. */
  default Expr bare() {
    return this instanceof Grouped g ? g.inner().bare() : this;
  }
}
