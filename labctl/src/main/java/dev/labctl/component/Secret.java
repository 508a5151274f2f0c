package dev.labctl.component;

import java.util.Locale;

/**
 * What has a password.
 *
 * @param file the name of its file
 */
public record Secret(String file) {
  /** As placeholders and guides call it. */
  public String name() {
    return file.toUpperCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return name();
  }
}
