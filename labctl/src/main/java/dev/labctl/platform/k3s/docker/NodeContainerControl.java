package dev.labctl.platform.k3s.docker;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.process.Await;
import java.time.Duration;
import java.util.List;

/** What can be done to a node's container from outside; each is undone by its counterpart. */
public final class NodeContainerControl {
  private static final Duration UP_WITHIN = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(250);

  private final DockerEngine docker;
  private final DockerCluster cluster;
  private final NodeContainers nodes;

  /** Of a cluster's nodes. */
  public NodeContainerControl(DockerEngine docker, DockerCluster cluster, NodeContainers nodes) {
    this.docker = docker;
    this.cluster = cluster;
    this.nodes = nodes;
  }

  /** Kills every process of the node at once; it stays down until {@link #powerOn}. */
  public void powerOff(String node) {
    refuseEdge(node);
    if (nodes.state(node).running()) {
      docker.run("kill", "--signal=KILL", cluster.container(node));
    }
  }

  /** Starts the node again and sees that it runs; harmless when it does already. */
  public void powerOn(String node) {
    nodes.start(node);
    awaitUp(node);
  }

  private void awaitUp(String node) {
    Await.until(
        "node %s runs ('docker logs %s' says more)".formatted(node, cluster.container(node)),
        UP_WITHIN,
        POLL,
        ExitCode.MACHINE,
        () -> nodes.state(node),
        NodeState::up);
  }

  /** Kills the node and starts it again at once, as a machine that resets itself. */
  public void restart(String node) {
    refuseEdge(node);
    docker.run("restart", "--time", "0", cluster.container(node));
  }

  /** Stops every process of the node where it stands. */
  public void freeze(String node) {
    refuseEdge(node);
    if (!nodes.state(node).paused()) {
      docker.run("pause", cluster.container(node));
    }
  }

  /** Continues a frozen node and sees that it runs; harmless when it is not frozen. */
  public void thaw(String node) {
    if (nodes.state(node).paused()) {
      docker.run("unpause", cluster.container(node));
      awaitUp(node);
    }
  }

  /** Drops all traffic between the node and anybody else. */
  public void cutNetwork(String node) {
    change(node, NodeFirewall.NETWORK.cut());
  }

  /** Takes {@link #cutNetwork} back; harmless when it is not cut. */
  public void restoreNetwork(String node) {
    restore(node, NodeFirewall.NETWORK.restore());
  }

  /** Drops all traffic to and from API servers, the node's own included, but over its loopback. */
  public void cutApi(String node) {
    change(node, NodeFirewall.API.cut());
  }

  /** Takes {@link #cutApi} back; harmless when it is not cut. */
  public void restoreApi(String node) {
    restore(node, NodeFirewall.API.restore());
  }

  private void change(String node, String script) {
    refuseEdge(node);
    shell(node, script);
  }

  private void restore(String node, String script) {
    // A node that does not run has lost the rules with its network; a frozen one is thawed by its
    // own undo, and would wait here for ever.
    NodeState state = nodes.state(node);
    if (state.paused()) {
      throw LabctlException.machine(
          "node %s is frozen, so its network cannot be restored; thaw it: docker unpause %s"
              .formatted(node, cluster.container(node)));
    }
    if (state.running()) {
      shell(node, script);
    }
  }

  private void shell(String node, String script) {
    docker.run(List.of("exec", cluster.container(node), "sh", "-c", script));
  }

  private void refuseEdge(String node) {
    if (nodes.node(node).role() == DockerNode.Role.EDGE) {
      throw LabctlException.usage("the edge measures the lab; no fault may target it");
    }
  }
}
