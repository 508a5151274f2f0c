package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.EtcdSnapshots;
import dev.labctl.lab.EtcdSnapshots.Snapshot;
import dev.labctl.lab.Platform;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code labctl etcd snapshot list}. */
@Command(
    name = "list",
    description = "List the snapshots on every server that runs, the oldest first.",
    footer = {"", "Example:", "  labctl -c k3s-docker etcd snapshot list -o json"})
final class EtcdSnapshotListCommand implements Callable<Integer> {
  private final Session session;

  EtcdSnapshotListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Platform platform = session.platform()) {
      List<Snapshot> all = snapshots(session, platform).list();
      if (session.json()) {
        session.printJson(all);
      } else {
        session.printTable(
            List.of("NODE", "NAME", "BYTES", "CREATED", "LOCATION"),
            all.stream()
                .map(
                    s ->
                        List.of(
                            s.node(),
                            s.name(),
                            Long.toString(s.bytes()),
                            String.valueOf(s.createdAt()),
                            s.location()))
                .toList());
      }
      return ExitCode.PASS.code();
    }
  }

  /** Those of the session's cluster; exit 2 where there is nothing worth a snapshot. */
  static EtcdSnapshots snapshots(Session session, Platform platform) {
    return platform
        .snapshots()
        .orElseThrow(
            () ->
                LabctlException.usage(
                    ("cluster '%s' is of the provider '%s', whose etcd holds only who leads"
                            + " Postgres: Patroni writes that again by itself; snapshots are K3s',"
                            + " take a cluster on it: labctl -c k3s-docker etcd snapshot list")
                        .formatted(session.clusterArgument(), platform.lab().spec().provider())));
  }
}
