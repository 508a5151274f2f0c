package dev.labctl.promql;

import dev.labctl.promql.Expr.Type;
import dev.labctl.promql.Parser.Matcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Selectors of series: a metric's name and conditions on labels. */
final class Selectors {
  private Selectors() {}

  /** Reads the matchers behind a metric's name, which may be empty. */
  static Expr of(Parser parser, String name, int start) throws InvalidPromQlException {
    List<Matcher> matchers = parser.matchers();
    boolean selects = !name.isEmpty();
    for (Matcher m : matchers) {
      if (!name.isEmpty() && m.label().equals("__name__")) {
        throw new InvalidPromQlException(
            m.value().start(), "the metric's name is there twice; must be there once");
      }
      selects |= !matchesEmpty(m);
    }
    if (!selects) {
      throw new InvalidPromQlException(
          start, "the selector would match every series; must name a metric or a label's value");
    }
    return new Expr.Series(start, parser.end(), Type.VECTOR);
  }

  private static boolean matchesEmpty(Matcher m) throws InvalidPromQlException {
    String quoted = m.value().text();
    String value = quoted.substring(1, quoted.length() - 1);
    return switch (m.operator()) {
      case "=" -> value.isEmpty();
      case "!=" -> !value.isEmpty();
      case "=~" -> regex(m, value).matcher("").matches();
      default -> !regex(m, value).matcher("").matches();
    };
  }

  /** Java's expressions and Prometheus' differ in named groups alone, of what people write here. */
  private static Pattern regex(Matcher m, String value) throws InvalidPromQlException {
    try {
      boolean escaped = !m.value().text().startsWith("`");
      return Pattern.compile(
          (escaped ? value.replace("\\\\", "\\") : value).replace("(?P<", "(?<"));
    } catch (PatternSyntaxException e) {
      throw new InvalidPromQlException(
          m.value().start(),
          "%s is no regular expression (%s); must be one"
              .formatted(m.value().text(), e.getDescription()));
    }
  }
}
