package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.lab.Endpoint;
import dev.labctl.lab.Finding;
import dev.labctl.lab.Node;
import dev.labctl.platform.k3s.docker.DockerCluster;
import dev.labctl.platform.k3s.docker.DockerPreflight;
import dev.labctl.platform.k3s.docker.Images;
import dev.labctl.platform.k3s.docker.K3sImage;
import dev.labctl.platform.k3s.docker.Kubeconfigs;
import dev.labctl.platform.k3s.docker.NodeContainers;
import dev.labctl.platform.k3s.docker.OwnImages;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.platform.k3s.image.ImageBuilder;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.K3s;
import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** K3s nodes that labctl makes itself: containers of this machine's Docker. */
final class DockerNodes implements Nodes {
  /** What is missing is told within 10 s, labctl's own start included. */
  private static final Duration PREFLIGHT = Duration.ofSeconds(8);

  private final ClusterSpec spec;
  private final Components components;
  private final K3s k3s;
  private final DockerEngine docker = new DockerEngine();
  private final DockerCluster cluster;
  private final NodeContainers containers;
  private final Kubeconfigs kubeconfigs;
  private final Images images;
  private final OwnImages ownImages;
  private final Path state;

  /**
   * The nodes of a cluster.
   *
   * @param state the lab's folder
   * @param root the project's root
   */
  DockerNodes(ClusterSpec spec, Components components, K3s k3s, Path state, Path root) {
    this.spec = spec;
    this.components = components;
    this.k3s = k3s;
    this.state = state;
    this.cluster =
        DockerCluster.of(
            spec.name(),
            k3s.image(),
            k3s.subnet(),
            k3s.publish(),
            new ClusterAddresses(spec, components).published());
    this.containers = new NodeContainers(docker, cluster, state);
    this.kubeconfigs = new Kubeconfigs(docker, cluster, state);
    this.ownImages = new OwnImages(docker, cluster, containers, state);
    this.images =
        new Images(
            docker, cluster, new ImageBuilder(docker, root, spec, components, "host"), state);
  }

  @Override
  public Owner owner() {
    return new Owner(spec.name(), k3s.namespace(), true, "");
  }

  @Override
  public List<Node> known(Placement placement) {
    return IntStream.rangeClosed(1, k3s.nodes().size())
        .mapToObj(n -> new Node("node-" + n, k3s.nodes().get(n - 1)))
        .toList();
  }

  @Override
  public Node edge() {
    return new Node(k3s.edgeNode(), k3s.edge());
  }

  @Override
  public Optional<Endpoint> etcd(int n) {
    return Optional.of(new Endpoint(k3s.publishedServer(n), ClusterAddresses.ETCD_METRICS));
  }

  @Override
  public String kubectl() {
    return "docker exec -i %s k3s kubectl".formatted(cluster.container(cluster.nodes().getFirst()));
  }

  @Override
  public String observer() {
    return k3s.gateway();
  }

  @Override
  public ApiAccess api() {
    List<URI> servers =
        IntStream.rangeClosed(1, k3s.nodes().size())
            .mapToObj(n -> api(k3s.publishedServer(n)))
            .toList();
    // Through the edge first, which knows who is alive.
    return new ApiAccess(
        Stream.concat(Stream.of(api(k3s.publish())), servers.stream()).toList(),
        servers,
        () -> Config.fromKubeconfig(kubeconfigs.file().toFile()));
  }

  private static URI api(String address) {
    return URI.create("https://" + new Endpoint(address, ClusterAddresses.API));
  }

  @Override
  public List<Finding> inspect() {
    return preflight().inspect();
  }

  @Override
  public List<Finding> required() {
    return preflight().required();
  }

  private DockerPreflight preflight() {
    return new DockerPreflight(
        docker.within(PREFLIGHT), cluster, state, components.extraMegabytes());
  }

  @Override
  public void fix(Progress progress) {
    progress.say("labctl installs no Docker: see the findings for what is missing");
  }

  @Override
  public Map<String, NodeLife> lives() {
    Map<String, NodeLife> lives = new LinkedHashMap<>();
    containers
        .states()
        .forEach(
            (name, s) -> lives.put(name, new NodeLife(s.running(), s.paused(), s.startedAt())));
    return lives;
  }

  @Override
  public Optional<OwnNodes> own() {
    return Optional.of(new DockerOwnNodes(docker, cluster, containers, images, ownImages, state));
  }

  @Override
  public boolean running() {
    return containers.running();
  }

  @Override
  public List<String> plan() {
    List<String> changes = new ArrayList<>(images.plan());
    changes.addAll(containers.plan());
    return changes;
  }

  @Override
  public void fetch(Progress progress) {
    new K3sImage(docker, cluster.image()).pullIfMissing(progress);
  }

  @Override
  public List<String> create(Progress progress) {
    List<String> changed = new ArrayList<>();
    images.build(progress).forEach(i -> changed.add("image " + i + " built"));
    changed.addAll(containers.createMissing(progress));
    kubeconfigs.write(api(k3s.publish()).toString());
    return changed;
  }

  @Override
  public List<String> supplyImages(Progress progress) {
    return images.importMissing(progress);
  }

  @Override
  public Map<String, String> images() {
    return images.names();
  }

  @Override
  public void down(boolean purge, Progress progress) {
    if (containers.running()) {
      try (ProgressStep step = progress.begin("Stopping the nodes")) {
        containers.stop();
        step.done("none runs");
      }
    }
    if (purge) {
      try (ProgressStep step = progress.begin("Removing containers, network and data")) {
        containers.remove(true);
        ownImages.forget();
        images.forget();
        kubeconfigs.delete();
        step.done("");
      }
    }
  }
}
