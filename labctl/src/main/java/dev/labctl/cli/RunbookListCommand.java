package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.runbook.Runbook;
import dev.labctl.runbook.RunbookFiles;
import dev.labctl.runbook.RunbookReader;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code labctl runbook list}. */
@Command(
    name = "list",
    description = "List the runbooks and the alerts that lead to them.",
    footer = {"", "Example:", "  labctl runbook list -o json"})
final class RunbookListCommand implements Callable<Integer> {
  private final Session session;
  private final Supplier<RunbookReader> reader;

  RunbookListCommand(Session session, Supplier<RunbookReader> reader) {
    this.session = session;
    this.reader = reader;
  }

  private record RunbookRow(
      String name, String title, String fault, List<String> alerts, int steps) {}

  @Override
  public Integer call() {
    RunbookFiles files = new RunbookFiles(session.root());
    RunbookReader read = reader.get();
    List<Runbook> runbooks =
        files.names().stream().map(name -> read.read(files.find(name))).toList();
    if (session.json()) {
      session.printJson(
          runbooks.stream()
              .map(
                  r ->
                      new RunbookRow(r.name(), r.title(), r.fault(), r.alerts(), r.walked().size()))
              .toList());
    } else {
      session.printTable(
          List.of("RUNBOOK", "ALERTS", "TITLE"),
          runbooks.stream()
              .map(r -> List.of(r.name(), String.join(", ", r.alerts()), r.title()))
              .toList());
    }
    return ExitCode.PASS.code();
  }
}
