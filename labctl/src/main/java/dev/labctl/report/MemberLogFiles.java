package dev.labctl.report;

import dev.labctl.exit.LabctlException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The members' logs of a run's folder, the beginning of each. */
final class MemberLogFiles {
  private static final String SUFFIX = ".log";
  private static final int LINES = 20_000;

  private MemberLogFiles() {}

  /** Lines by member; none when the folder is not there. */
  static Map<String, List<String>> read(Path folder) {
    Map<String, List<String>> logs = new HashMap<>();
    if (!Files.isDirectory(folder)) {
      return logs;
    }
    try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        logs.put(name.substring(0, name.length() - SUFFIX.length()), lines(file));
      }
    } catch (IOException e) {
      throw LabctlException.usage("cannot read the logs in " + folder + ": " + e);
    }
    return logs;
  }

  /** A member may log what is not UTF-8: such bytes are replaced, never a reason to fail. */
  private static List<String> lines(Path file) throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      return reader.lines().limit(LINES).toList();
    }
  }
}
