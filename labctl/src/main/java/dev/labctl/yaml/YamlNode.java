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
   */
  record Scalar(Mark at, String text, boolean plain) implements YamlNode {}

  /** A list. */
  record Items(Mark at, List<YamlNode> items) implements YamlNode {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** A mapping, in the file's order; no key occurs twice. */
  record Mapping(Mark at, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /** One key of a mapping and its value. */
  record Entry(Mark at, String key, YamlNode value) {}

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
