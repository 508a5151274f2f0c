package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.report.Comparison;
import dev.labctl.report.RunFolders;
import dev.labctl.report.RunReports;
import dev.labctl.report.evaluate.Wording;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code labctl report compare}. */
@Command(
    name = "compare",
    description = {
      "Hold a run against an earlier one of the same scenario and provider.",
      "Exits 1 when a measure is worse by more than 10 %% and more than noise, or no longer passes."
    },
    footer = {
      "",
      "Example:",
      "  labctl report compare 20261124-020000-smoke 20261124-010000-smoke"
    })
final class ReportCompareCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ReportsOption reports = new ReportsOption();

  @Parameters(index = "0", paramLabel = "RUN", description = "The run to judge.")
  private String run = "";

  @Parameters(index = "1", paramLabel = "BASE", description = "What it is held against.")
  private String base = "";

  ReportCompareCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    RunFolders folders = reports.folders(session);
    RunReports evaluator = new RunReports();
    Comparison comparison =
        Comparison.of(
            evaluator.evaluate(folders.find(run)), evaluator.evaluate(folders.find(base)));
    if (session.json()) {
      session.printJson(comparison);
    } else {
      session.printTable(
          List.of("MEASURE", "BASE", "RUN", "CHANGE", ""),
          comparison.rows().stream().map(ReportCompareCommand::cells).toList());
    }
    return (comparison.regressed() ? ExitCode.FAILED : ExitCode.PASS).code();
  }

  private static List<String> cells(Comparison.MeasureRow row) {
    return List.of(
        row.what(),
        Wording.value(row.sli(), row.base()),
        Wording.value(row.sli(), row.run()),
        change(row.sli(), row.delta()),
        row.regressed() ? "REGRESSED" : "");
  }

  private static String change(String sli, @Nullable Double delta) {
    return (delta != null && delta > 0 ? "+" : "") + Wording.value(sli, delta);
  }
}
