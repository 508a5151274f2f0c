package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.report.ListedRun;
import dev.labctl.report.model.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code labctl report list}. */
@Command(
    name = "list",
    description = "List the runs, newest first.",
    footer = {"", "Example:", "  labctl report list"})
final class ReportListCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ReportsOption reports = new ReportsOption();

  ReportListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<ListedRun> runs = reports.folders(session).runs();
    if (session.json()) {
      session.printJson(runs.stream().map(ReportListCommand::row).toList());
    } else if (runs.isEmpty()) {
      session.print("no run yet; make one with: labctl run smoke");
    } else {
      session.printTable(
          List.of("RUN", "VERDICT", "PROVIDER", "REASON"),
          runs.stream().map(ReportListCommand::cells).toList());
    }
    return ExitCode.PASS.code();
  }

  private static List<String> reasons(ListedRun run) {
    Report report = run.report();
    if (report != null) {
      return report.reasons();
    }
    return List.of(String.valueOf(run.problem()));
  }

  private static List<String> cells(ListedRun run) {
    Report report = run.report();
    return List.of(
        run.id(),
        report == null ? ListedRun.NO_REPORT : report.verdict().toString(),
        report == null ? "" : report.run().provider(),
        reasons(run).getFirst());
  }

  private static Map<String, Object> row(ListedRun run) {
    Report report = run.report();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("run", run.id());
    row.put("scenario", report == null ? null : report.run().scenario());
    row.put("provider", report == null ? null : report.run().provider());
    row.put("verdict", report == null ? null : report.verdict());
    row.put("complete", report != null && report.incomplete().isEmpty());
    row.put("reasons", reasons(run));
    return row;
  }
}
