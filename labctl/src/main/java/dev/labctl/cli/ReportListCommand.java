package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
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
    List<Report> runs = reports.folders(session).reports();
    if (session.json()) {
      session.printJson(runs.stream().map(ReportListCommand::row).toList());
    } else if (runs.isEmpty()) {
      session.print("no run yet; make one with: labctl run smoke");
    } else {
      session.print("%-36s %-12s %-8s %s".formatted("RUN", "VERDICT", "PROVIDER", "REASON"));
      runs.forEach(
          r ->
              session.print(
                  "%-36s %-12s %-8s %s"
                      .formatted(
                          r.run().id(), r.verdict(), r.run().provider(), r.reasons().getFirst())));
    }
    return ExitCode.PASS.code();
  }

  private static Map<String, Object> row(Report report) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("run", report.run().id());
    row.put("scenario", report.run().scenario());
    row.put("provider", report.run().provider());
    row.put("verdict", report.verdict());
    row.put("reasons", report.reasons());
    return row;
  }
}
