package dev.labctl.platform.k3s.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.lab.EtcdSnapshots.Snapshot;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServerSnapshotsTest {
  @Test
  void readsTheTableAndNothingElse() {
    String table =
        """
        time="2026-11-24T09:00:00Z" level=warning msg="Unknown flag --cluster-init found, skipping"
        Name                       Location                                                        Size    Created
        on-demand-node-1-1753178523 file:///var/lib/rancher/k3s/server/db/snapshots/on-demand-node-1-1753178523 5062688 2026-07-22T10:02:03Z
        nightly-node-1-1 s3://bucket/nightly-node-1-1 17 2026-07-23T00:00:00Z extra
        """;
    assertThat(ServerSnapshots.parse("node-1", table))
        .containsExactly(
            new Snapshot(
                "node-1",
                "on-demand-node-1-1753178523",
                "file:///var/lib/rancher/k3s/server/db/snapshots/on-demand-node-1-1753178523",
                5_062_688,
                Instant.parse("2026-07-22T10:02:03Z")),
            new Snapshot(
                "node-1",
                "nightly-node-1-1",
                "s3://bucket/nightly-node-1-1",
                17,
                Instant.parse("2026-07-23T00:00:00Z")));
    assertThat(ServerSnapshots.parse("node-1", "Name Location Size Created\n")).isEmpty();
  }
}
