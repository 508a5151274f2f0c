package dev.labctl.chaos;

import dev.labctl.chaos.Fault.Takes;
import dev.labctl.lab.KubernetesServers;
import dev.labctl.spec.Target;
import java.time.Duration;
import java.util.List;

/** Faults of the cluster below the lab. */
final class KubernetesFaults {
  /** The member on whose loss etcd elects anew. */
  static final Target.RoleOf ETCD_LEADER = new Target.RoleOf("etcd", "leader");

  private KubernetesFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "k3s-server-kill",
            "kill a K3s server, its etcd and API with it, and start it again at once",
            ETCD_LEADER,
            new Takes.MemberOf("etcd", null),
            Duration.ofSeconds(20),
            NodeFaults.ALERTS,
            "the server runs as another one",
            true,
            // They are one process: they die together, and their node's pods with them.
            FaultAction.of(
                "RESTART_NODE",
                KubernetesServers.class,
                (servers, target) -> servers.restart(target.node()))));
  }
}
