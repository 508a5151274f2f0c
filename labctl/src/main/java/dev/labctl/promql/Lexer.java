package dev.labctl.promql;

import dev.labctl.promql.Token.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a query into its tokens. */
final class Lexer {
  private static final Pattern SPACE = Pattern.compile("(?:\\s|#[^\\n]*)+");
  private static final Pattern DURATION =
      Pattern.compile(
          "(?=[0-9])(?:[0-9]+y)?(?:[0-9]+w)?(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m(?!s))?(?:[0-9]+s)?(?:[0-9]+ms)?(?![a-zA-Z0-9_:.])");
  private static final Pattern IN_BRACKETS =
      Pattern.compile(
          "(?=[0-9])(?:[0-9]+y)?(?:[0-9]+w)?(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m(?!s))?(?:[0-9]+s)?(?:[0-9]+ms)?(?![a-zA-Z0-9_.])");
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:0[xX][0-9a-fA-F]+|(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?![a-zA-Z0-9_:.])");
  private static final Pattern SPECIAL_NUMBER = Pattern.compile("(?i:inf|nan)(?![a-zA-Z0-9_:])");
  private static final Pattern TEXT =
      Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\\n]|\\\\.)*+'|`[^`]*+`");
  private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern SIGN = Pattern.compile("==|!=|>=|<=|=~|!~|[-+*/%^><=@(){}\\[\\],:]");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private boolean brackets;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) throws InvalidPromQlException {
    return new Lexer(text).all();
  }

  private List<Token> all() throws InvalidPromQlException {
    skip();
    while (at < text.length()) {
      next();
      skip();
    }
    tokens.add(new Token(TokenKind.END, "", text.length(), text.length()));
    return tokens;
  }

  private void skip() {
    Matcher space = SPACE.matcher(text).region(at, text.length());
    if (space.lookingAt()) {
      at = space.end();
    }
  }

  /** A colon is a sign in brackets, and a letter of a metric's name elsewhere. */
  private void next() throws InvalidPromQlException {
    if (brackets && text.charAt(at) == ':') {
      add(TokenKind.SIGN, at + 1);
      return;
    }
    boolean found =
        take(TokenKind.DURATION, brackets ? IN_BRACKETS : DURATION)
            || take(TokenKind.NUMBER, NUMBER)
            || take(TokenKind.NUMBER, SPECIAL_NUMBER)
            || take(TokenKind.TEXT, TEXT)
            || take(TokenKind.WORD, WORD)
            || take(TokenKind.SIGN, SIGN);
    if (!found) {
      char c = text.charAt(at);
      throw new InvalidPromQlException(
          at,
          "\"'`".indexOf(c) >= 0
              ? "a text that does not end; must have a closing " + c
              : Character.isDigit(c) || c == '.'
                  ? "'%s' is no number and no duration; must be as 1.5 or 5m"
                      .formatted(text.substring(at).split("[\\s()\\[\\],]", 2)[0])
                  : "'%s' has no meaning in PromQL; must be away"
                      .formatted(Character.toString(text.codePointAt(at))));
    }
    Token last = tokens.getLast();
    brackets = last.is("[") || (brackets && !last.is("]"));
  }

  private boolean take(TokenKind kind, Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
    if (!matcher.lookingAt() || matcher.end() == at) {
      return false;
    }
    add(kind, matcher.end());
    return true;
  }

  private void add(TokenKind kind, int end) {
    tokens.add(new Token(kind, text.substring(at, end), at, end));
    at = end;
  }
}
