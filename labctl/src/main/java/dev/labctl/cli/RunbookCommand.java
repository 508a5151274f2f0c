package dev.labctl.cli;

import dev.labctl.runbook.RunbookReader;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code labctl runbook}: alone it does nothing. */
@Command(
    name = "runbook",
    synopsisSubcommandLabel = "COMMAND",
    description = "Runbooks: what to do when an alert fires, and proof that it works.",
    footer = {"", "Example:", "  labctl runbook show postgres-primary-down"})
final class RunbookCommand extends CommandGroup {
  /**
   * The command with those below it.
   *
   * @param reader called when a command runs: a runbook may name any command of the whole tree
   */
  static CommandLine tree(Session session, Supplier<RunbookReader> reader) {
    return new CommandLine(new RunbookCommand())
        .addSubcommand(new RunbookListCommand(session, reader))
        .addSubcommand(new RunbookShowCommand(session, reader))
        .addSubcommand(new RunbookLintCommand(session, reader));
  }
}
