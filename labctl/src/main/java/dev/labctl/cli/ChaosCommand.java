package dev.labctl.cli;

import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code labctl chaos}: alone it does nothing. */
@Command(
    name = "chaos",
    synopsisSubcommandLabel = "COMMAND",
    description = "Faults: what there is, what runs, and how to stop and undo it.",
    footer = {"", "Example:", "  labctl chaos list"})
final class ChaosCommand extends CommandGroup {
  /** The command with those below it. */
  static CommandLine tree(Session session, InstantSource clock) {
    return new CommandLine(new ChaosCommand())
        .addSubcommand(new ChaosListCommand(session))
        .addSubcommand(new ChaosShowCommand(session))
        .addSubcommand(new ChaosStatusCommand(session))
        .addSubcommand(new ChaosHaltCommand(session, clock))
        .addSubcommand(new ChaosRecoverCommand(session, clock));
  }
}
