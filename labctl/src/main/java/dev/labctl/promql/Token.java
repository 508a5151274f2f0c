package dev.labctl.promql;

import java.util.Locale;

/**
 * A word or sign of a query.
 *
 * @param start where it begins in the text
 * @param end behind its last character
 */
record Token(TokenKind kind, String text, int start, int end) {
  /** What kinds there are. */
  enum TokenKind {
    NUMBER,
    DURATION,
    TEXT,
    WORD,
    SIGN,
    END
  }

  boolean is(String sign) {
    return kind == TokenKind.SIGN && text.equals(sign);
  }

  /** Whether it is a word of the language; those are not case-sensitive. */
  boolean isWord(String word) {
    return kind == TokenKind.WORD && text.equalsIgnoreCase(word);
  }

  String lower() {
    return text.toLowerCase(Locale.ROOT);
  }

  String describe() {
    return kind == TokenKind.END ? "the end of the query" : "'" + text + "'";
  }
}
