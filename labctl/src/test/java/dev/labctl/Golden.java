package dev.labctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A copy of a text that people have read. {@code -Dgolden.update} writes it anew. */
public record Golden(Path file) {
  /** The one of that path in the test resources. */
  public static Golden of(String resource) {
    return new Golden(Path.of("src/test/resources", resource));
  }

  /** Asserts that {@code actual} is what people have read. */
  public void assertSame(String actual) {
    try {
      if (System.getProperty("golden.update") != null) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
      }
      assertThat(actual)
          .as("differs from %s; if that is meant, run again with -Dgolden.update", file)
          .isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
