package dev.labctl.platform.k3s;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Lines of a container's log as Kubernetes and Docker give them: each begins with its time. */
final class PodLog {
  private PodLog() {}

  /** The lines written from {@code from} on and before {@code to}. */
  static List<String> between(List<String> lines, Instant from, Instant to) {
    return lines.stream()
        .filter(
            line -> {
              Instant at = stamp(line);
              return !at.isBefore(from) && at.isBefore(to);
            })
        .toList();
  }

  private static Instant stamp(String line) {
    int end = line.indexOf(' ');
    try {
      return Instant.parse(end < 0 ? line : line.substring(0, end));
    } catch (DateTimeParseException notOfTheContainer) {
      return Instant.MIN;
    }
  }
}
