package dev.labctl.yaml;

/** Turns a YAML value into one of ours. */
@FunctionalInterface
public interface Decoder<T> {
  /**
   * Reads the value.
   *
   * @throws InvalidValueException when it breaks its rule
   */
  T decode(YamlNode node) throws InvalidValueException;
}
