package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.runbook.RunbookFiles;
import dev.labctl.runbook.RunbookReader;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code labctl runbook lint}. */
@Command(
    name = "lint",
    description = {
      "Check runbooks: sections, steps, expectations, labctl commands.",
      "Prints one line a problem and ends with 2 when there is one."
    },
    footer = {"", "Example:", "  labctl runbook lint"})
final class RunbookLintCommand implements Callable<Integer> {
  private final Session session;
  private final Supplier<RunbookReader> reader;

  @Parameters(
      arity = "0..*",
      paramLabel = "RUNBOOK",
      description = "Names in runbooks/, or files (default: all of runbooks/).")
  private List<String> runbooks = List.of();

  RunbookLintCommand(Session session, Supplier<RunbookReader> reader) {
    this.session = session;
    this.reader = reader;
  }

  @Override
  public Integer call() {
    RunbookFiles files = new RunbookFiles(session.root());
    RunbookReader read = reader.get();
    List<String> names = runbooks.isEmpty() ? files.names() : runbooks;
    List<String> problems =
        names.stream().flatMap(name -> read.lint(files.find(name)).stream()).toList();
    if (session.json()) {
      session.printJson(problems);
    } else if (problems.isEmpty()) {
      session.print("%d runbooks, no problem".formatted(names.size()));
    } else {
      problems.forEach(session::print);
    }
    return (problems.isEmpty() ? ExitCode.PASS : ExitCode.USAGE).code();
  }
}
