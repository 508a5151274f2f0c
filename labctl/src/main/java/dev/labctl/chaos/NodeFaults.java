package dev.labctl.chaos;

import dev.labctl.chaos.Fault.Takes;
import dev.labctl.lab.NodeDrain;
import dev.labctl.lab.NodePower;
import dev.labctl.spec.Target;
import java.time.Duration;
import java.util.List;

/** Faults of a whole node. */
final class NodeFaults {
  /** The node on which a loss costs most. */
  static final Target PRIMARY_NODE = new Target.NodeOf(PostgresFaults.PRIMARY);

  /** What the loss of a node may raise; the first one seen counts. */
  static final List<String> ALERTS =
      List.of(
          "NodeDown",
          "PostgresNoPrimary",
          "PostgresMemberDown",
          "ShortenerInstanceDown",
          "RedisNoMaster",
          "HighErrorRate",
          "HighLatency");

  static final Duration LENGTH = Duration.ofSeconds(30);

  /** Evictions wait for each other: of a component only one member may be away. */
  private static final Duration EVICTIONS = Duration.ofSeconds(60);

  private NodeFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "node-kill",
            "power a node off: all its processes are killed and stay down until the undo",
            PRIMARY_NODE,
            new Takes.AnyNode(),
            LENGTH,
            ALERTS,
            "no member of the node has a process",
            true,
            FaultAction.of(
                    "POWER_OFF", NodePower.class, (power, target) -> power.off(target.node()))
                .affecting(Affected.NODE)),
        new Fault(
            "node-freeze",
            "freeze a node: all its processes are stopped (SIGSTOP) until the undo",
            PRIMARY_NODE,
            new Takes.AnyNode(),
            LENGTH,
            ALERTS,
            "every process of the node is stopped",
            true,
            FaultAction.of(
                    "FREEZE", NodePower.class, (power, target) -> power.freeze(target.node()))
                .affecting(Affected.NODE)
                .seenAs(Landing.frozen())),
        new Fault(
            "node-drain",
            "empty a node by evictions that honour the disruption budgets; it takes no pods until"
                + " the undo",
            PRIMARY_NODE,
            new Takes.AnyNode(),
            LENGTH,
            ALERTS,
            "every pod of the node is gone",
            true,
            FaultAction.of(
                    "DRAIN",
                    NodeDrain.class,
                    (drain, target) -> drain.drain(target.node(), EVICTIONS))
                .affecting(Affected.PODS)
                .within(Bounds.USUAL.inject(EVICTIONS).landing(FaultAction.POD_ENDS))));
  }
}
