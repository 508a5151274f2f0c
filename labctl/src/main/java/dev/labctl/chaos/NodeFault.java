package dev.labctl.chaos;

import dev.labctl.component.etcd.Etcd;
import dev.labctl.lab.Platform.Traffic;
import dev.labctl.spec.Target;
import java.time.Duration;
import java.util.List;

/** Faults of a whole node, or of what makes it one. */
sealed interface NodeFault extends Fault {
  /** The member on whose loss etcd elects anew. */
  Target.Role ETCD_LEADER = new Target.Role("etcd", "leader");

  /** The node on which a loss costs most. */
  Target PRIMARY_NODE = new Target.NodeOf(PRIMARY);

  /** Alerts that the loss of a node may raise; the first one seen counts. */
  List<String> NODE_ALERTS =
      List.of(
          "NodeDown",
          "PostgresNoPrimary",
          "PostgresMemberDown",
          "ShortenerInstanceDown",
          "RedisNoMaster",
          "HighErrorRate",
          "HighLatency");

  /** In the order of {@code chaos list}. */
  static List<NodeFault> all() {
    return List.of(
        new NodeKill(),
        new NodeFreeze(),
        new NodeDrain(),
        new NodePartition(),
        new ApiPartition(),
        new K3sServerKill());
  }

  /** Every process of a node killed at once; the node stays down until the undo. */
  record NodeKill() implements NodeFault {
    @Override
    public Facts facts() {
      return new Facts(
          "node-kill",
          "power a node off: all its processes are killed and stay down until the undo",
          PRIMARY_NODE,
          new Takes.AnyNode(),
          Duration.ofSeconds(30),
          NODE_ALERTS,
          "no member of the node has a process",
          true);
    }

    @Override
    public Blow blow() {
      return new Blow.PowerOff();
    }
  }

  /** Every process of a node stopped: its sockets stay open, nothing answers. */
  record NodeFreeze() implements NodeFault {
    @Override
    public Facts facts() {
      return new Facts(
          "node-freeze",
          "freeze a node: all its processes are stopped (SIGSTOP) until the undo",
          PRIMARY_NODE,
          new Takes.AnyNode(),
          Duration.ofSeconds(30),
          NODE_ALERTS,
          "every process of the node is stopped",
          true);
    }

    @Override
    public Blow blow() {
      return new Blow.Freeze();
    }
  }

  /** A node emptied in order, as before maintenance. */
  record NodeDrain() implements NodeFault {
    @Override
    public Facts facts() {
      return new Facts(
          "node-drain",
          "empty a node by evictions that honour the disruption budgets; it takes no pods until the"
              + " undo",
          PRIMARY_NODE,
          new Takes.AnyNode(),
          Duration.ofSeconds(30),
          NODE_ALERTS,
          "every pod of the node is gone",
          true);
    }

    @Override
    public Blow blow() {
      return new Blow.Drain();
    }
  }

  /** A node that runs and that nobody reaches. */
  record NodePartition() implements NodeFault {
    @Override
    public Facts facts() {
      return new Facts(
          "node-partition",
          "cut a node's network: all its packets are dropped until the undo",
          PRIMARY_NODE,
          new Takes.AnyNode(),
          Duration.ofSeconds(30),
          NODE_ALERTS,
          "the node answers nobody",
          true);
    }

    @Override
    public Blow blow() {
      return new Blow.Cut(Traffic.ALL);
    }
  }

  /** A node without the Kubernetes API, and whose API nobody reaches. */
  record ApiPartition() implements NodeFault {
    @Override
    public Facts facts() {
      return new Facts(
          "api-partition",
          "drop a node's packets from and to the Kubernetes API (port 6443) until the undo",
          new Target.NodeOf(ETCD_LEADER),
          new Takes.AnyNode(),
          Duration.ofSeconds(30),
          NODE_ALERTS,
          "the node's API server answers nobody",
          true);
    }

    @Override
    public Blow blow() {
      return new Blow.Cut(Traffic.API);
    }
  }

  /**
   * K3s runs etcd and the API in one process: they die together, and their node's pods with them.
   */
  record K3sServerKill() implements NodeFault {
    @Override
    public Facts facts() {
      return new Facts(
          "k3s-server-kill",
          "kill a K3s server, its etcd and API with it, and start it again at once",
          ETCD_LEADER,
          new Takes.MemberOf(Etcd.COMPONENT, null),
          Duration.ofSeconds(20),
          NODE_ALERTS,
          "the server runs as another one",
          true);
    }

    @Override
    public Blow blow() {
      return new Blow.RestartNode();
    }
  }
}
