package dev.labctl.shortener.postgres;

import java.util.Locale;

/**
 * A text to find inside links, in any case. From three characters on an index finds it; shorter
 * ones are looked for among the newest links only.
 */
record SearchText(String text) {
  private static final int INDEXED = 3;
  private static final int NEWEST = 10_000;
  private static final String INSIDE = "link_text(code, target, tags) like ?";

  String lower() {
    return text.toLowerCase(Locale.ROOT);
  }

  /** A condition on a link, with one parameter: the pattern. */
  String condition() {
    return text.length() >= INDEXED
        ? INSIDE
        : INSIDE
            + " and created_at >= coalesce((select created_at from links"
            + " order by created_at desc, code desc offset "
            + NEWEST
            + " limit 1), '-infinity')";
  }

  String pattern() {
    return "%" + lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }
}
