package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.report.RunReports;
import dev.labctl.report.model.Report;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code labctl report}. */
@Command(
    name = "report",
    synopsisSubcommandLabel = "[COMMAND]",
    description = "Draw a run's report again from what was stored; needs no lab.",
    footer = {"", "Example:", "  labctl report"})
final class ReportCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ReportsOption reports = new ReportsOption();

  @Parameters(
      paramLabel = "RUN",
      arity = "0..1",
      description = "Its id, or the path of its folder (default: the newest).")
  private @Nullable String run;

  ReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Path folder = reports.folders(session).find(run);
    RunReports writer = new RunReports();
    writer.takeRecovery(folder, session::journalOf);
    Report report = writer.write(folder);
    Path html = folder.resolve("report.html");
    if (session.json()) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("run", report.run().id());
      answer.put("verdict", report.verdict());
      answer.put("reasons", report.reasons());
      answer.put("report", html.toString());
      session.printJson(answer);
    } else {
      session.print(report.verdict() + " " + report.run().id());
      report.reasons().forEach(reason -> session.print("  " + reason));
      session.print("report: " + html);
    }
    // Drawing succeeded whatever the run's verdict was.
    return ExitCode.PASS.code();
  }
}
