package dev.labctl.run;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The folder of one run, {@code reports/<UTC yyyyMMdd-HHmmss>-<scenario>/}.
 *
 * @param id the folder's name, and the run's name everywhere else
 */
public record RunFolder(String id, Path path) {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * Makes the folder of a run that starts now.
   *
   * @throws LabctlException (machine) when it cannot be written
   */
  public static RunFolder create(Path reports, String scenario, Instant now) {
    String id = STAMP.format(now) + "-" + scenario;
    Path path = reports.resolve(id);
    try {
      Files.createDirectories(reports);
      Files.createDirectory(path);
      Files.createDirectory(path.resolve("prometheus"));
      Files.createDirectory(path.resolve("logs"));
    } catch (FileAlreadyExistsException e) {
      throw LabctlException.machine(
          path + " exists already: another run of " + scenario + " began this second; start again");
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot make the run's folder "
              + path
              + ": "
              + e
              + "; free some space or make it writable");
    }
    return new RunFolder(id, path);
  }

  /** Where Prometheus' responses are kept. */
  public Path prometheus() {
    return path.resolve("prometheus");
  }

  /** Where the members' logs are kept. */
  public Path logs() {
    return path.resolve("logs");
  }

  public Path timeline() {
    return path.resolve("timeline.jsonl");
  }

  public Path ledger() {
    return path.resolve("ledger.jsonl");
  }
}
