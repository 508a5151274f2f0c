package dev.labctl.chaos;

import dev.labctl.chaos.Fault.Takes;
import dev.labctl.lab.KubernetesServers;
import dev.labctl.lab.NodeNetwork;
import dev.labctl.spec.Target;
import java.util.List;

/** Faults of what lies between the nodes. */
final class NetworkFaults {
  private NetworkFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "node-partition",
            "cut a node's network: all its packets are dropped until the undo",
            NodeFaults.PRIMARY_NODE,
            new Takes.AnyNode(),
            NodeFaults.LENGTH,
            NodeFaults.ALERTS,
            "the node answers nobody",
            true,
            FaultAction.of(
                    "CUT", NodeNetwork.class, (network, target) -> network.cut(target.node()))
                .affecting(Affected.NODE)
                .seenAs(Landing.silent(NodeNetwork.class, NodeNetwork::answers))),
        new Fault(
            "api-partition",
            "drop a node's packets from and to the Kubernetes API (port 6443) until the undo",
            new Target.NodeOf(KubernetesFaults.ETCD_LEADER),
            new Takes.AnyNode(),
            NodeFaults.LENGTH,
            NodeFaults.ALERTS,
            "the node's API server answers nobody",
            true,
            FaultAction.of(
                    "CUT_API",
                    KubernetesServers.class,
                    (servers, target) -> servers.cutApi(target.node()))
                // Without the API etcd still talks to its peers.
                .affecting(Affected.PODS)
                .seenAs(Landing.silent(KubernetesServers.class, KubernetesServers::apiAnswers))));
  }
}
