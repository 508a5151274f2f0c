package dev.labctl.runbook;

import dev.labctl.yaml.InvalidValueException;
import dev.labctl.yaml.Mark;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words behind a fence: {@code sh step="Confirm the alert" expect="firing" timeout=30s}. Read
 * from the raw line, because Markdown's own reading would unescape backslashes of regular
 * expressions.
 *
 * @param language empty when there is none
 */
record FenceInfo(String language, Map<String, Attribute> attributes) {
  private static final Pattern FENCE = Pattern.compile("\\s*(?:`{3,}|~{3,})\\s*([A-Za-z0-9]*)");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\s+([a-z]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s\"]+))");

  FenceInfo {
    attributes = Map.copyOf(attributes);
  }

  /** A value and the place of its key. */
  record Attribute(Mark at, String value) {}

  static FenceInfo parse(String line, int lineNumber) throws InvalidValueException {
    Matcher fence = FENCE.matcher(line);
    if (!fence.lookingAt()) {
      throw new InvalidValueException(new Mark(lineNumber, 1), "no fence; must begin with ```");
    }
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    int position = fence.end();
    Matcher attribute = ATTRIBUTE.matcher(line);
    while (position < line.stripTrailing().length()) {
      Mark at = new Mark(lineNumber, position + 2);
      if (!attribute.find(position) || attribute.start() != position) {
        throw new InvalidValueException(
            at,
            "'%s' behind the fence; must be key=value or key=\"some words\""
                .formatted(line.substring(position).strip()));
      }
      String value =
          attribute.group(2) == null
              ? attribute.group(3)
              : attribute.group(2).replace("\\\"", "\"");
      if (attributes.put(attribute.group(1), new Attribute(at, value)) != null) {
        throw new InvalidValueException(
            at, "'%s' is there twice; must be there once".formatted(attribute.group(1)));
      }
      position = attribute.end();
    }
    return new FenceInfo(fence.group(1), attributes);
  }
}
