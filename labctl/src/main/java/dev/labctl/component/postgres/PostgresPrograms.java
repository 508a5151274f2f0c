package dev.labctl.component.postgres;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where Debian has the programs of a Postgres: in no PATH, a folder for each version. */
final class PostgresPrograms {
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

  private PostgresPrograms() {}

  /** Folder of the newest installed one, asked for each time: it may have come a moment ago. */
  static Optional<Path> folder() {
    if (!Files.isDirectory(VERSIONS)) {
      return Optional.empty();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(VERSIONS, "[0-9]*")) {
      for (Path version : versions) {
        if (Files.isExecutable(version.resolve("bin/postgres"))) {
          found.add(version);
        }
      }
    } catch (IOException e) {
      throw LabctlException.machine("cannot list %s: %s".formatted(VERSIONS, e), e);
    }
    return found.stream()
        .max(Comparator.comparingInt(v -> Integer.parseInt(v.getFileName().toString())))
        .map(v -> v.resolve("bin"));
  }
}
