package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.runbook.Runbook;
import dev.labctl.runbook.RunbookFiles;
import dev.labctl.runbook.RunbookReader;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code labctl runbook show}. */
@Command(
    name = "show",
    description = "Print a runbook.",
    footer = {"", "Example:", "  labctl runbook show postgres-primary-down"})
final class RunbookShowCommand implements Callable<Integer> {
  private final Session session;
  private final Supplier<RunbookReader> reader;

  @Parameters(paramLabel = "RUNBOOK", description = "A name in runbooks/, or a file.")
  private String runbook = "";

  RunbookShowCommand(Session session, Supplier<RunbookReader> reader) {
    this.session = session;
    this.reader = reader;
  }

  private record RunbookDetails(
      String name, String title, String fault, List<String> alerts, List<ShownStep> steps) {}

  private record ShownStep(String title, String section, int line, double timeoutSeconds) {}

  @Override
  public Integer call() {
    Runbook read = reader.get().read(new RunbookFiles(session.root()).find(runbook));
    if (session.json()) {
      List<ShownStep> steps =
          read.steps().stream()
              .map(
                  s ->
                      new ShownStep(
                          s.title(),
                          s.section().heading(),
                          s.line(),
                          s.timeout().toMillis() / 1000.0))
              .toList();
      session.printJson(
          new RunbookDetails(read.name(), read.title(), read.fault(), read.alerts(), steps));
    } else {
      session.printRaw(read.text().stripTrailing());
    }
    return ExitCode.PASS.code();
  }
}
