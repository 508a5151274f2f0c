package dev.labctl.platform.k3s;

import dev.labctl.lab.Change;
import dev.labctl.lab.KubernetesServers;
import dev.labctl.lab.Node;
import dev.labctl.lab.NodeNetwork;
import dev.labctl.lab.NodePower;
import dev.labctl.platform.Undos;
import dev.labctl.platform.Undos.UndoKind;
import dev.labctl.platform.k3s.docker.NodeContainerControl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** What faults can do to nodes that are containers: from outside, whatever becomes of their API. */
final class DockerNodeCapabilities implements NodePower, NodeNetwork, KubernetesServers {
  private static final Duration ANSWER = Duration.ofMillis(900);

  private final NodeContainerControl nodes;
  private final UndoKind on;
  private final UndoKind thaw;
  private final UndoKind reconnect;
  private final UndoKind reconnectApi;

  DockerNodeCapabilities(NodeContainerControl nodes, Undos undos) {
    this.nodes = nodes;
    this.on = undos.kind("power-on", of -> nodes.powerOn(of.getFirst()));
    this.thaw = undos.kind("thaw", of -> nodes.thaw(of.getFirst()));
    this.reconnect = undos.kind("reconnect", of -> nodes.restoreNetwork(of.getFirst()));
    this.reconnectApi = undos.kind("reconnect-api", of -> nodes.restoreApi(of.getFirst()));
  }

  @Override
  public Change off(Node node) {
    return Change.of(on.promise(node.name()), () -> nodes.powerOff(node.name()));
  }

  @Override
  public Change freeze(Node node) {
    return Change.of(thaw.promise(node.name()), () -> nodes.freeze(node.name()));
  }

  @Override
  public Change restart(Node node) {
    // One that was broken off has left the node down.
    return Change.of(on.promise(node.name()), () -> nodes.restart(node.name()));
  }

  @Override
  public Change cut(Node node) {
    return Change.of(reconnect.promise(node.name()), () -> nodes.cutNetwork(node.name()));
  }

  @Override
  public Change cutApi(Node node) {
    return Change.of(reconnectApi.promise(node.name()), () -> nodes.cutApi(node.name()));
  }

  @Override
  public boolean answers(Node node) {
    return accepts(node, ClusterAddresses.ETCD_METRICS);
  }

  @Override
  public boolean apiAnswers(Node node) {
    return accepts(node, ClusterAddresses.API);
  }

  private static boolean accepts(Node node, int port) {
    // At its own address: what publishes the port on loopback would accept in its place.
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(node.address(), port), Math.toIntExact(ANSWER.toMillis()));
      return true;
    } catch (IOException none) {
      return false;
    }
  }
}
