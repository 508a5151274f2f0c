package dev.labctl.component;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What goes into a template, by name. */
public final class TemplateValues {
  /**
   * A value.
   *
   * @param word whether it has to stay a text in YAML, whatever it looks like
   */
  record Value(String text, boolean word) {}

  private final Map<String, Value> values;

  private TemplateValues(Map<String, Value> values) {
    this.values = new HashMap<>(values);
  }

  /** None yet. */
  public TemplateValues() {
    this(Map.of());
  }

  /** Another with the same values, to which more can be added. */
  public TemplateValues copy() {
    return new TemplateValues(values);
  }

  /** A text: a name, an address, a password. */
  public TemplateValues text(String name, String text) {
    values.put(name, new Value(text, true));
    return this;
  }

  /** A number. */
  public TemplateValues number(String name, int number) {
    return lines(name, Integer.toString(number));
  }

  /** A part of the file, written in the file's own language. */
  public TemplateValues lines(String name, String lines) {
    values.put(name, new Value(lines, false));
    return this;
  }

  Optional<Value> get(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
