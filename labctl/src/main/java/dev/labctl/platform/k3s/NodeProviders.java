package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.K3s;
import dev.labctl.spec.ClusterSpec.Kubeconfig;
import java.nio.file.Path;
import java.time.InstantSource;

/** Who provides a lab's nodes: the one place that names every provider. */
final class NodeProviders {
  private NodeProviders() {}

  /**
   * The nodes of the lab of that cluster file.
   *
   * @param state the lab's folder
   * @param root the project's root
   */
  static Nodes of(
      ClusterSpec spec, Components components, Path state, Path root, InstantSource clock) {
    return switch (new ClusterAddresses(spec, components).kubernetes()) {
      case K3s k3s -> new DockerNodes(spec, components, k3s, state, root);
      case Kubeconfig given -> new GivenNodes(spec, components, given, state, root, clock);
    };
  }
}
