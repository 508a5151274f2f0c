package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Endpoint;
import dev.labctl.lab.Finding;
import dev.labctl.lab.Node;
import dev.labctl.machine.MachineCheck;
import dev.labctl.machine.MachineNeeds;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.platform.k3s.image.ImageBuilder;
import dev.labctl.progress.Progress;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.Kubeconfig;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The nodes of a cluster that exists and has other users. labctl makes a namespace there and all
 * that is in it, and nothing else; on the nodes that the cluster file names it may also tell the
 * scheduler to leave them alone.
 */
final class GivenNodes implements Nodes {
  /** The lab is elsewhere: here are labctl, the load generator and the reports. */
  private static final MachineNeeds NEEDS = new MachineNeeds(2, 1000, 300, 1024, 1);

  /** Any port does: nothing is sent. */
  private static final int DISCARD = 9;

  private final ClusterSpec spec;
  private final Kubeconfig given;
  private final Path state;
  private final Components components;
  private final KubeconfigFile kubeconfig;
  private final RegistryImages images;
  private final ApiServers servers;
  private final Kube kube;
  private final GivenNamespace namespace;
  private final InstantSource clock;
  private volatile Map<String, NodeLife> last = Map.of();

  /**
   * The nodes of a cluster.
   *
   * @param state the lab's folder
   * @param root the project's root
   * @throws LabctlException (exit 2) when the context is not allowed, (exit 3) when it leads to
   *     another cluster than before
   */
  GivenNodes(
      ClusterSpec spec,
      Components components,
      Kubeconfig given,
      Path state,
      Path root,
      InstantSource clock) {
    this.components = components;
    this.spec = spec;
    this.given = given;
    this.state = state;
    this.clock = clock;
    this.kubeconfig = KubeconfigFile.read(given);
    FirstUse.load(state).ifPresent(first -> first.require(kubeconfig, state));
    DockerEngine docker = new DockerEngine();
    this.images =
        new RegistryImages(
            docker,
            new ImageBuilder(docker, root, spec, components, "host"),
            given.images(),
            state);
    this.servers = new ApiServers(api().entries(), api().credentials());
    this.kube = new Kube(servers, given.namespace());
    this.namespace = new GivenNamespace(servers, kube, given.namespace());
  }

  @Override
  public Owner owner() {
    // Before the first use nothing can be the lab's.
    String id = FirstUse.load(state).map(FirstUse::owner).orElse("nobody");
    return new Owner(spec.name(), given.namespace(), false, id);
  }

  @Override
  public List<Node> known(Placement placement) {
    List<String> names =
        given.nodes().isEmpty()
            ? placement.nodes().values().stream()
                .filter(n -> !n.equals(given.edge().node()))
                .distinct()
                .sorted()
                .toList()
            : given.nodes();
    // Their addresses are nobody's business: labctl asks the API and the edge.
    return names.stream().map(name -> new Node(name, name)).toList();
  }

  @Override
  public Node edge() {
    return new Node(given.edge().node(), given.edge().address());
  }

  @Override
  public Optional<Endpoint> etcd(int n) {
    return Optional.empty();
  }

  @Override
  public String kubectl() {
    return "kubectl --kubeconfig %s --context %s"
        .formatted(kubeconfig.path(), kubeconfig.context());
  }

  @Override
  public String observer() {
    String named = given.observer();
    if (named != null) {
      return named;
    }
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(InetAddress.ofLiteral(given.edge().address()), DISCARD);
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException e) {
      throw LabctlException.machine(
          "this machine has no way to the edge %s: %s; correct 'kubeconfig.edge.address', or name this machine's address in 'kubeconfig.observer'"
              .formatted(given.edge().address(), e),
          e);
    }
  }

  @Override
  public ApiAccess api() {
    List<URI> only = List.of(kubeconfig.server());
    return new ApiAccess(only, only, kubeconfig::config);
  }

  @Override
  public List<Finding> inspect() {
    List<Finding> findings = new ArrayList<>(required());
    findings.addAll(new MachineCheck(NEEDS, state, true, false).inspect());
    return findings;
  }

  @Override
  public List<Finding> required() {
    return new GivenPreflight(spec, components, given, kubeconfig, servers, owner(), images, clock)
        .inspect();
  }

  @Override
  public void fix(Progress progress) {
    images.push(progress);
  }

  @Override
  public Optional<String> drainRefusal() {
    return given.nodes().isEmpty()
        ? Optional.of("the cluster file names no nodes ('kubeconfig.nodes') that faults may touch")
        : Optional.empty();
  }

  @Override
  public Map<String, NodeLife> lives() {
    try {
      Map<String, NodeLife> lives = new HashMap<>();
      kube.nodes()
          .forEach(
              n ->
                  lives.put(
                      n.getMetadata().getName(),
                      new NodeLife(Kube.ready(n), false, n.getStatus().getNodeInfo().getBootID())));
      last = Map.copyOf(lives);
    } catch (LabctlException noServerAnswers) {
      // What ran goes on running without them.
      return last;
    }
    return last;
  }

  @Override
  public boolean running() {
    return kube.namespace().filter(owner()::owns).isPresent() && !kube.pods().isEmpty();
  }

  @Override
  public List<String> plan() {
    return FirstUse.load(state).isPresent()
        ? List.of()
        : List.of("make the namespace %s on %s".formatted(given.namespace(), kubeconfig.server()));
  }

  @Override
  public List<String> create(Progress progress) {
    if (FirstUse.load(state).isEmpty()) {
      FirstUse.of(kubeconfig).save(state);
    }
    return List.of();
  }

  @Override
  public Map<String, String> images() {
    return images.names();
  }

  @Override
  public void down(boolean purge, Progress progress) {
    namespace.down(owner(), purge, progress);
    if (purge) {
      FirstUse.forget(state);
    }
  }

  @Override
  public void close() {
    servers.close();
  }
}
