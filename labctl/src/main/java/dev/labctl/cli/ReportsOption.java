package dev.labctl.cli;

import dev.labctl.report.RunFolders;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the runs are kept. */
final class ReportsOption {
  @Option(
      names = "--reports",
      paramLabel = "DIR",
      description = "The folder of the runs (default: reports/ of the project).")
  private @Nullable Path reports;

  RunFolders folders(Session session) {
    return new RunFolders(reports == null ? session.root().resolve("reports") : reports);
  }
}
