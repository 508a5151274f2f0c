package dev.labctl.component;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with {@code ${name}} where the lab's values go. In a YAML file, a text that is a whole
 * value stays a text: a cluster may be called {@code 007} or {@code no}.
 *
 * @param name of the file
 */
public record Template(String name, String text) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z][A-Za-z0-9]*)}");

  /** What may stand before and behind a whole value of YAML. */
  private static final Pattern BEFORE = Pattern.compile("(?:^|[:,\\[{] ?|- )$");

  private static final Pattern BEHIND = Pattern.compile("^(?: ?[,\\]}]|\\s|$)");

  /** The template of that file name in the jar, beside a class. */
  public static Template beside(Class<?> neighbour, String name) {
    try (InputStream in = neighbour.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("template %s is not in the jar".formatted(name));
      }
      return new Template(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("template " + name, e);
    }
  }

  /** The text with every placeholder filled; one without a value is a bug of ours. */
  public String fill(TemplateValues values) {
    boolean yaml = name.endsWith(".yaml");
    Matcher matcher = PLACEHOLDER.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      TemplateValues.Value value =
          values
              .get(matcher.group(1))
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "template %s asks for '%s', which has no value"
                              .formatted(name, matcher.group(1))));
      boolean quoted = yaml && value.word() && whole(matcher.start(), matcher.end());
      String words = quoted ? YamlWord.of(value.text()) : value.text();
      matcher.appendReplacement(filled, Matcher.quoteReplacement(words));
    }
    return matcher.appendTail(filled).toString();
  }

  private boolean whole(int start, int end) {
    int line = text.lastIndexOf('\n', start - 1) + 1;
    return BEFORE.matcher(text.substring(line, start)).find()
        && BEHIND.matcher(text.substring(end)).find();
  }
}
