package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.lab.EtcdSnapshots;
import dev.labctl.lab.Platform;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code labctl etcd snapshot save}. */
@Command(
    name = "save",
    description = {
      "Save the cluster's state on the first server that runs.",
      "What restores it is in runbooks/etcd-quorum-loss.md."
    },
    footer = {"", "Example:", "  labctl -c k3s-docker etcd snapshot save --name before-upgrade"})
final class EtcdSnapshotSaveCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--name",
      defaultValue = "on-demand",
      description = "What its name begins with (default: ${DEFAULT-VALUE}).")
  private String name = "";

  EtcdSnapshotSaveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Platform platform = session.platform();
        var _ = session.lock("etcd snapshot save");
        var step = session.progress().begin("Snapshot of etcd")) {
      EtcdSnapshots.Snapshot saved =
          EtcdSnapshotListCommand.snapshots(session, platform).save(name);
      step.done("%s on %s, %d bytes".formatted(saved.name(), saved.node(), saved.bytes()));
      if (session.json()) {
        session.printJson(saved);
      } else {
        session.print(saved.name());
      }
      return ExitCode.PASS.code();
    }
  }
}
