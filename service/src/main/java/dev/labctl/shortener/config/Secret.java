package dev.labctl.shortener.config;

import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password; prints as nothing. */
public record Secret(String value) {
  /** Reads a file's content without the white space around it. */
  public static Secret read(Path file) {
    try {
      String text = Files.readString(file).strip();
      if (text.isEmpty()) {
        throw new Misconfigured("secret file " + file + " is empty", null);
      }
      return new Secret(text);
    } catch (IOException e) {
      throw new Misconfigured("secret file " + file + " cannot be read", e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
