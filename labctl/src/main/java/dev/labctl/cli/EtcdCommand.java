package dev.labctl.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code labctl etcd} and {@code labctl etcd snapshot}: alone they do nothing. */
final class EtcdCommand {
  private EtcdCommand() {}

  /** The command with those below it. */
  static CommandLine tree(Session session) {
    CommandLine snapshot =
        new CommandLine(new SnapshotGroup())
            .addSubcommand(new EtcdSnapshotSaveCommand(session))
            .addSubcommand(new EtcdSnapshotListCommand(session));
    return new CommandLine(new EtcdGroup()).addSubcommand(snapshot);
  }

  @Command(
      name = "etcd",
      synopsisSubcommandLabel = "COMMAND",
      description = "The etcd that holds a K3s cluster's state.",
      footer = {"", "Example:", "  labctl -c k3s-docker etcd snapshot save"})
  private static final class EtcdGroup extends CommandGroup {}

  @Command(
      name = "snapshot",
      synopsisSubcommandLabel = "COMMAND",
      description = "Copies of the cluster's whole state, kept on its servers.",
      footer = {"", "Example:", "  labctl -c k3s-docker etcd snapshot list"})
  private static final class SnapshotGroup extends CommandGroup {}
}
