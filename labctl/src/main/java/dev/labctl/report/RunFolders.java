package dev.labctl.report;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.report.model.Report;
import dev.labctl.timeline.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

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

  /** Every run, newest first, with its report or why there is none. */
  public List<ListedRun> runs() {
    return all().stream().map(RunFolders::listed).toList();
  }

  private static ListedRun listed(Path folder) {
    String id = String.valueOf(folder.getFileName());
    Path file = folder.resolve(RunReports.JSON);
    if (!Files.isRegularFile(file)) {
      return new ListedRun(
          id,
          null,
          "the run has no report: labctl was killed during the run, or still runs; draw what there"
              + " is with 'labctl report "
              + id
              + "'");
    }
    try {
      return new ListedRun(id, read(file), null);
    } catch (LabctlException e) {
      // One run that cannot be read must not hide the others.
      return new ListedRun(id, null, String.valueOf(e.getMessage()));
    }
  }

  static Report read(Path file) {
    try {
      JsonNode report = Json.lines().readTree(Files.readString(file));
      JsonLines.check(report.path("apiVersion").asString(""), file.toString());
      return Json.lines().treeToValue(report, Report.class);
    } catch (IOException | JacksonException e) {
      throw LabctlException.usage(
          "cannot read "
              + file
              + ": "
              + (e instanceof JacksonException j ? j.getOriginalMessage() : e.toString())
              + "; draw it again with 'labctl report "
              + file.toAbsolutePath().getName(file.toAbsolutePath().getNameCount() - 2)
              + "'");
    }
  }
}
