package dev.labctl.report;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.report.model.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/** The runs kept in a reports folder; their names begin with their time. */
public final class RunFolders {
  private final Path root;

  /**
   * @param root usually {@code reports/} of the project; need not exist
   */
  public RunFolders(Path root) {
    this.root = root;
  }

  /** Every run's folder, newest first. */
  public List<Path> all() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(f -> Files.isRegularFile(f.resolve(StoredRun.TIMELINE)))
          .sorted(Comparator.comparing(Path::getFileName).reversed())
          .toList();
    } catch (IOException e) {
      throw LabctlException.usage("cannot list " + root + ": " + e.getMessage());
    }
  }

  /**
   * The folder of a run: its id, a path, or the newest for null.
   *
   * @throws LabctlException (usage) when there is none
   */
  public Path find(@org.jspecify.annotations.Nullable String run) {
    if (run == null) {
      return all().stream()
          .findFirst()
          .orElseThrow(
              () ->
                  LabctlException.usage(
                      "there is no run in " + root + " yet; make one with 'labctl run smoke'"));
    }
    return Stream.of(root.resolve(run), Path.of(run))
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(
            () ->
                LabctlException.usage(
                    "there is no run '"
                        + run
                        + "' in "
                        + root
                        + "; 'labctl report list' shows them"));
  }

  /** The reports of all runs that have one, newest first. */
  public List<Report> reports() {
    return all().stream()
        .map(f -> f.resolve(RunReports.JSON))
        .filter(Files::isRegularFile)
        .map(RunFolders::read)
        .toList();
  }

  static Report read(Path file) {
    try {
      return Json.lines().readValue(Files.readString(file), Report.class);
    } catch (IOException | JacksonException e) {
      throw LabctlException.usage(
          "cannot read "
              + file
              + ": "
              + e.getMessage()
              + "; draw it again with 'labctl report "
              + file.toAbsolutePath().getName(file.toAbsolutePath().getNameCount() - 2)
              + "'");
    }
  }
}
