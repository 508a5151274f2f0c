package dev.labctl.promql;

import java.util.Locale;

/**
 * A word or sign of a query.
 *
 * @param start where it begins in the text
 * @param end behind its last character
 */
record Token(Kind kind, String text, int start, int end) {
  /** What kinds there are. */
  enum Kind {
    NUMBER,
    DURATION,
    TEXT,
    WORD,
    SIGN,
    END
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  /** Whether it is a word of the language; those are not case-sensitive. */
  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  String lower() {
    return text.toLowerCase(Locale.ROOT);
  }

  String describe() {
    return kind == Kind.END ? "the end of the query" : "'" + text + "'";
  }
}
