package dev.labctl.yaml;

import java.util.List;

/** A value and where it stands. */
public sealed interface YamlNode {
  /** Where it starts. */
  Mark at();

  /**
   * A word, number or quoted text; empty text when there is none.
   *
   * @param plain written without quotes, so that it may be a number
   * @param raw as it stands in the file, with its quotes
   */
  record Scalar(Mark at, String text, boolean plain, String raw) implements YamlNode {
    /** A word that stands in no YAML file. */
    public Scalar(Mark at, String text) {
      this(at, text, true, text);
    }

    /** Where the text's character at {@code offset} stands; the start of a text of many lines. */
    public Mark at(int offset) {
      if (raw.indexOf('\n') >= 0) {
        return at;
      }
      boolean escapes = raw.startsWith("\"");
      boolean doubled = raw.startsWith("'");
      int position = escapes || doubled ? 1 : 0;
      for (int i = 0; i < offset && position < raw.length(); i++) {
        boolean two =
            (escapes && raw.charAt(position) == '\\') || (doubled && raw.charAt(position) == '\'');
        position += two ? 2 : 1;
      }
      return new Mark(at.line(), at.column() + position);
    }
  }

  /** A list. */
  record Items(Mark at, List<YamlNode> items) implements YamlNode {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** A mapping, in the file's order; no key occurs twice. */
  record Mapping(Mark at, List<KeyValue> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /** One key of a mapping and its value. */
  record KeyValue(Mark at, String key, YamlNode value) {}

  /** What it is, for messages. */
  default String describe() {
    return switch (this) {
      case Scalar s when s.text().isEmpty() && s.plain() -> "empty";
      case Scalar s when s.text().length() > 60 -> "'" + s.text().substring(0, 60) + "…'";
      case Scalar s -> "'" + s.text() + "'";
      case Items _ -> "a list";
      case Mapping _ -> "a mapping";
    };
  }
}
