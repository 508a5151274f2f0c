package dev.labctl.promql;

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

  /** A function's call or an aggregation. */
  record Call(int start, int end, String function, Type type) implements Expr {}

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

  /** The same without the parentheses around it. */
  default Expr bare() {
    return this instanceof Grouped g ? g.inner().bare() : this;
  }
}
