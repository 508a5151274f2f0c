package dev.labctl.promql;

import dev.labctl.promql.Expr.Type;
import dev.labctl.promql.Token.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a query by recursive descent, and checks the types of what it combines. Long because the
 * language is: about one method for each rule of its grammar, which are read one beside another.
 */
final class Parser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", ">", "<", ">=", "<=");
  private static final Set<String> SETS = Set.of("and", "or", "unless");

  /** How tightly an operator binds. */
  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("or", 1),
          Map.entry("and", 2),
          Map.entry("unless", 2),
          Map.entry("==", 3),
          Map.entry("!=", 3),
          Map.entry(">", 3),
          Map.entry("<", 3),
          Map.entry(">=", 3),
          Map.entry("<=", 3),
          Map.entry("+", 4),
          Map.entry("-", 4),
          Map.entry("*", 5),
          Map.entry("/", 5),
          Map.entry("%", 5),
          Map.entry("atan2", 5),
          Map.entry("^", 6));

  private static final int UNARY = 5;
  private static final int MAX_DEPTH = 100;

  private final String text;
  private final List<Token> tokens;
  private int position;
  private int depth;

  private Parser(String text) throws InvalidPromQlException {
    this.text = text;
    this.tokens = Lexer.tokens(text);
  }

  static Expr parse(String text) throws InvalidPromQlException {
    Parser parser = new Parser(text);
    Expr whole = parser.expression(0);
    if (parser.peek().kind() != TokenKind.END) {
      throw parser.unexpected("an operator or the end of the query");
    }
    return whole;
  }

  private Token peek() {
    return tokens.get(position);
  }

  private Token take() {
    Token token = peek();
    position = Math.min(position + 1, tokens.size() - 1);
    return token;
  }

  private boolean takeIf(String sign) {
    if (peek().is(sign)) {
      take();
      return true;
    }
    return false;
  }

  private Token need(String sign) throws InvalidPromQlException {
    if (!peek().is(sign)) {
      throw unexpected("'" + sign + "'");
    }
    return take();
  }

  private InvalidPromQlException unexpected(String rule) {
    return new InvalidPromQlException(
        peek().start(), "%s is not expected here; must be %s".formatted(peek().describe(), rule));
  }

  private int endOfLast() {
    return tokens.get(position - 1).end();
  }

  private Expr expression(int least) throws InvalidPromQlException {
    if (++depth > MAX_DEPTH) {
      throw new InvalidPromQlException(
          peek().start(), "nested over %d deep; must be simpler".formatted(MAX_DEPTH));
    }
    Expr left = operand();
    for (int p = precedence(); p > least; p = precedence()) {
      left = binary(left, p);
    }
    depth--;
    return left;
  }

  private int precedence() {
    Token token = peek();
    boolean operator = token.kind() == TokenKind.SIGN || token.kind() == TokenKind.WORD;
    return operator ? PRECEDENCE.getOrDefault(token.lower(), 0) : 0;
  }

  private Expr binary(Expr left, int precedence) throws InvalidPromQlException {
    Token operator = take();
    boolean bool = peek().isWord("bool");
    if (bool && !COMPARISONS.contains(operator.text())) {
      throw unexpected("a comparison before 'bool'");
    }
    if (bool) {
      take();
    }
    String matching = matching(SETS.contains(operator.lower()));
    // The power binds to the right: 2 ^ 3 ^ 2 is 2 ^ 9.
    Expr right = expression(operator.is("^") ? precedence - 1 : precedence);
    Expr.Binary whole = new Expr.Binary(left, operator.lower(), bool, matching, right);
    check(whole, operator);
    return whole;
  }

  private static void check(Expr.Binary b, Token operator) throws InvalidPromQlException {
    for (Expr side : List.of(b.left(), b.right())) {
      if (side.type() != Type.SCALAR && side.type() != Type.VECTOR) {
        throw new InvalidPromQlException(
            side.start(),
            "a side of '%s' is %s; must be an instant vector or a scalar"
                .formatted(operator.text(), side.type().words()));
      }
    }
    boolean vectors = b.left().type() == Type.VECTOR && b.right().type() == Type.VECTOR;
    if (SETS.contains(b.operator()) && !vectors) {
      throw new InvalidPromQlException(
          operator.start(),
          "a side of '%s' is a scalar; must be an instant vector".formatted(operator.text()));
    }
    if (COMPARISONS.contains(b.operator()) && b.type() == Type.SCALAR && !b.bool()) {
      throw new InvalidPromQlException(
          operator.start(),
          "'%s' between scalars; must be '%s bool'".formatted(operator.text(), operator.text()));
    }
    if (!vectors && !b.matching().isEmpty()) {
      throw new InvalidPromQlException(
          operator.start(), "'%s' with a scalar; must be between vectors".formatted(b.matching()));
    }
  }

  private String matching(boolean set) throws InvalidPromQlException {
    int start = peek().start();
    if (!peek().isWord("on") && !peek().isWord("ignoring")) {
      return "";
    }
    take();
    labels();
    if (peek().isWord("group_left") || peek().isWord("group_right")) {
      if (set) {
        throw unexpected("an expression: a set operator takes no grouping");
      }
      take();
      if (peek().is("(")) {
        labels();
      }
    }
    return text.substring(start, endOfLast());
  }

  private void labels() throws InvalidPromQlException {
    need("(");
    while (!peek().is(")")) {
      if (peek().kind() != TokenKind.WORD || peek().text().contains(":")) {
        throw unexpected("a label's name or ')'");
      }
      take();
      if (!takeIf(",") && !peek().is(")")) {
        throw unexpected("',' or ')'");
      }
    }
    need(")");
  }

  private Expr operand() throws InvalidPromQlException {
    Token first = peek();
    if (first.is("-") || first.is("+")) {
      take();
      Expr inner = expression(UNARY);
      if (inner.type() != Type.SCALAR && inner.type() != Type.VECTOR) {
        throw new InvalidPromQlException(
            inner.start(),
            "'%s' before %s; must be before an instant vector or a scalar"
                .formatted(first.text(), inner.type().words()));
      }
      return new Expr.Signed(first.start(), inner.end(), inner);
    }
    Expr whole = primary();
    return suffixes(whole);
  }

  private Expr primary() throws InvalidPromQlException {
    Token first = peek();
    switch (first.kind()) {
      case NUMBER -> {
        take();
        return new Expr.Literal(first.start(), first.end(), Type.SCALAR, first.text());
      }
      case TEXT -> {
        take();
        return new Expr.Literal(first.start(), first.end(), Type.TEXT, first.text());
      }
      case WORD -> {
        return word();
      }
      case SIGN -> {
        if (first.is("(")) {
          take();
          Expr inner = expression(0);
          need(")");
          return new Expr.Grouped(first.start(), endOfLast(), inner);
        }
        if (first.is("{")) {
          return Selectors.of(this, "", first.start());
        }
        throw unexpected("a metric, a function, a number or '('");
      }
      case DURATION -> throw unexpected("a metric, a function, a number or '('");
      case END -> throw unexpected("a metric, a function, a number or '('");
    }
    throw new IllegalStateException("a token of no kind");
  }

  private Expr word() throws InvalidPromQlException {
    Token name = take();
    boolean called = peek().is("(") || peek().isWord("by") || peek().isWord("without");
    if (Functions.aggregation(name.lower()) && called) {
      return aggregation(name);
    }
    if (peek().is("(")) {
      return call(name, name.text());
    }
    if (PRECEDENCE.containsKey(name.lower()) || name.isWord("bool")) {
      position--;
      throw unexpected("a metric, a function, a number or '('");
    }
    return Selectors.of(this, name.text(), name.start());
  }

  private Expr aggregation(Token name) throws InvalidPromQlException {
    String before = grouping();
    Expr.Call call = call(name, name.lower());
    String grouping = before.isEmpty() ? grouping() : before;
    return new Expr.Call(
        call.start(), endOfLast(), name.lower(), call.arguments(), grouping, Type.VECTOR);
  }

  private String grouping() throws InvalidPromQlException {
    if (!peek().isWord("by") && !peek().isWord("without")) {
      return "";
    }
    int start = take().start();
    labels();
    return text.substring(start, endOfLast());
  }

  private Expr.Call call(Token name, String function) throws InvalidPromQlException {
    String signature =
        Functions.signature(function)
            .orElseThrow(
                () ->
                    new InvalidPromQlException(
                        name.start(),
                        "'%s' is no function; must be one of PromQL's".formatted(name.text())));
    need("(");
    List<Expr> arguments = new ArrayList<>();
    if (!peek().is(")")) {
      arguments.add(expression(0));
      while (takeIf(",")) {
        arguments.add(expression(0));
      }
    }
    if (!peek().is(")")) {
      throw unexpected("',' or ')'");
    }
    take();
    Functions.check(function, signature, arguments, name.start());
    return new Expr.Call(
        name.start(), endOfLast(), function, arguments, "", Functions.result(function));
  }

  /** Ranges, offsets and instants behind an expression. */
  private Expr suffixes(Expr inner) throws InvalidPromQlException {
    Expr whole = inner;
    boolean moved = false;
    while (true) {
      boolean series = whole instanceof Expr.Series;
      if (peek().is("[")) {
        whole = range(whole, series && !moved);
      } else if (peek().isWord("offset") || peek().is("@")) {
        if (!series) {
          throw unexpected("behind a metric, not behind an expression");
        }
        move();
        moved = true;
        whole = new Expr.Series(whole.start(), endOfLast(), whole.type());
      } else {
        return whole;
      }
    }
  }

  private Expr range(Expr inner, boolean plain) throws InvalidPromQlException {
    Token bracket = need("[");
    duration("a range such as [30s]");
    boolean subquery = takeIf(":");
    if (subquery && !peek().is("]")) {
      duration("a step such as [30s:1s]");
    }
    need("]");
    if (inner.type() != Type.VECTOR && !(subquery && inner.type() == Type.SCALAR)) {
      throw new InvalidPromQlException(
          bracket.start(),
          "a range behind %s; must be behind an instant vector".formatted(inner.type().words()));
    }
    if (!subquery && !plain) {
      throw new InvalidPromQlException(
          bracket.start(), "a range behind an expression; must be behind a metric, or as [30s:]");
    }
    return new Expr.Series(inner.start(), endOfLast(), Type.MATRIX);
  }

  private void duration(String rule) throws InvalidPromQlException {
    if (peek().kind() != TokenKind.DURATION || peek().text().matches("(0+[a-z]+)+")) {
      throw unexpected(rule);
    }
    take();
  }

  private void move() throws InvalidPromQlException {
    if (take().is("@")) {
      if (peek().isWord("start") || peek().isWord("end")) {
        take();
        need("(");
        need(")");
        return;
      }
      sign();
      if (take().kind() != TokenKind.NUMBER) {
        position--;
        throw unexpected("a timestamp, start() or end()");
      }
      return;
    }
    sign();
    if (take().kind() != TokenKind.DURATION) {
      position--;
      throw unexpected("a duration such as 5m");
    }
  }

  private void sign() {
    if (peek().is("-") || peek().is("+")) {
      take();
    }
  }

  /** Reads a selector's matchers, from the brace on; empty when there is none. */
  List<Matcher> matchers() throws InvalidPromQlException {
    List<Matcher> matchers = new ArrayList<>();
    if (!takeIf("{")) {
      return matchers;
    }
    while (!peek().is("}")) {
      Token label = peek();
      if (label.kind() != TokenKind.WORD || label.text().contains(":")) {
        throw unexpected("a label's name or '}'");
      }
      take();
      Token operator = take();
      if (!Set.of("=", "!=", "=~", "!~").contains(operator.text())) {
        position--;
        throw unexpected("=, !=, =~ or !~");
      }
      Token value = take();
      if (value.kind() != TokenKind.TEXT) {
        position--;
        throw unexpected("a text in quotes");
      }
      matchers.add(new Matcher(label.text(), operator.text(), value));
      if (!takeIf(",") && !peek().is("}")) {
        throw unexpected("',' or '}'");
      }
    }
    need("}");
    return matchers;
  }

  /** A condition on a label. */
  record Matcher(String label, String operator, Token value) {}

  int end() {
    return endOfLast();
  }
}
