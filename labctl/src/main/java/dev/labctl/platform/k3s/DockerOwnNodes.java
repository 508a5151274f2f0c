package dev.labctl.platform.k3s;

import dev.labctl.lab.Capability;
import dev.labctl.lab.EtcdSnapshots;
import dev.labctl.lab.ImageBundles;
import dev.labctl.platform.Undos;
import dev.labctl.platform.k3s.bundle.DockerBundles;
import dev.labctl.platform.k3s.docker.DockerCluster;
import dev.labctl.platform.k3s.docker.Images;
import dev.labctl.platform.k3s.docker.NodeContainerControl;
import dev.labctl.platform.k3s.docker.NodeContainers;
import dev.labctl.platform.k3s.docker.OwnImages;
import dev.labctl.platform.k3s.docker.ServerSnapshots;
import dev.labctl.platform.k3s.image.DockerEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What can be done with nodes that are containers of this machine.
 *
 * @param state the lab's folder
 */
record DockerOwnNodes(
    DockerEngine docker,
    DockerCluster cluster,
    NodeContainers containers,
    Images images,
    OwnImages ownImages,
    Path state)
    implements OwnNodes {
  private static final Duration LOG = Duration.ofSeconds(30);

  @Override
  public List<Capability> capabilities(Undos undos) {
    return List.of(
        new DockerNodeCapabilities(new NodeContainerControl(docker, cluster, containers), undos));
  }

  @Override
  public List<String> log(String node, Instant since) {
    String container = cluster.container(containers.node(node));
    // K3s writes to standard error, which 'docker logs' keeps apart.
    var result =
        docker
            .command(List.of("logs", "--timestamps", "--since", since.toString(), container))
            .run(LOG)
            .orThrow();
    return (result.out() + result.err()).lines().sorted().toList();
  }

  @Override
  public ImageBundles bundles() {
    return new DockerBundles(docker, cluster, images, ownImages, state);
  }

  @Override
  public EtcdSnapshots snapshots() {
    return new ServerSnapshots(docker, cluster, containers);
  }
}
