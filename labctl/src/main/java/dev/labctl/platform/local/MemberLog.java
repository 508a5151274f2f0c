package dev.labctl.platform.local;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A member's log as svlogd writes it: every line begins with the UTC time. */
final class MemberLog {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd_HH:mm:ss.SSSSS");
  private static final int STAMP = "2026-11-24_01:02:03.12345".length();

  private MemberLog() {}

  /** The lines written from {@code from} on and before {@code to}, oldest first. */
  static List<String> between(Path folder, Instant from, Instant to) {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (Path file : files(folder)) {
      for (String line : read(file)) {
        Optional<Instant> at = stamp(line);
        // A line without a time belongs to the one before it.
        inside = at.isPresent() ? !at.get().isBefore(from) && at.get().isBefore(to) : inside;
        if (inside) {
          lines.add(line);
        }
      }
    }
    return lines;
  }

  static Optional<Instant> stamp(String line) {
    if (line.length() < STAMP) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDateTime.parse(line.substring(0, STAMP), TIME).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException undated) {
      return Optional.empty();
    }
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files =
          new ArrayList<>(
              all.filter(p -> p.getFileName().toString().startsWith("@")).sorted().toList());
      Path current = folder.resolve("current");
      if (Files.exists(current)) {
        files.add(current);
      }
      return files;
    } catch (IOException e) {
      throw LabctlException.machine("cannot list the logs in %s: %s".formatted(folder, e), e);
    }
  }

  private static List<String> read(Path file) {
    try {
      // A program may print anything; bytes that are no UTF-8 must not lose the rest.
      return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    } catch (IOException e) {
      throw LabctlException.machine("cannot read the log %s: %s".formatted(file, e), e);
    }
  }
}
