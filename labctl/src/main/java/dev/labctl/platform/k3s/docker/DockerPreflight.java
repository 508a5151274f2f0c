package dev.labctl.platform.k3s.docker;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Finding;
import dev.labctl.machine.MachineCheck;
import dev.labctl.machine.MachineNeeds;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.process.ProcFs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether this machine can run the cluster; what {@code doctor} shows and {@code up} insists on.
 */
public final class DockerPreflight {
  /**
   * Measured: 2.3 GB for four idle nodes, 4 GB with the lab under load; the page cache, Gatling and
   * labctl come on top, and components that not every lab has.
   */
  private static final long MEMORY_MEGABYTES = 6 * 1024;

  /**
   * Of inotify's instances each kubelet and containerd takes some; what the makers of kind ask for.
   * Of the disk, four gigabytes are what the images alone take: a floor, not a measurement of all.
   */
  private static final MachineNeeds NEEDS = new MachineNeeds(2, MEMORY_MEGABYTES, 4000, 4096, 512);

  private final DockerEngine docker;
  private final DockerCluster cluster;
  private final NodeContainers nodes;
  private final Path state;
  private final MachineNeeds needs;

  /**
   * The preflight of a cluster.
   *
   * @param state the lab's folder
   * @param extraMegabytes of memory for components that not every lab has
   */
  public DockerPreflight(
      DockerEngine docker, DockerCluster cluster, Path state, int extraMegabytes) {
    this.needs = NEEDS.andMemory(extraMegabytes);
    this.docker = docker;
    this.cluster = cluster;
    this.nodes = new NodeContainers(docker, cluster, state);
    this.state = state;
  }

  /** Everything that was looked at. */
  public List<Finding> inspect() {
    return inspect(MachineCheck::inspect);
  }

  /** The same without what is only measured: what the lab cannot start without. */
  public List<Finding> required() {
    return inspect(MachineCheck::required);
  }

  private List<Finding> inspect(Function<MachineCheck, List<Finding>> measure) {
    DockerEngine.Server server;
    try {
      server = docker.server();
    } catch (LabctlException e) {
      return List.of(
          new Finding("docker", false, "not to be used", String.valueOf(e.getMessage())));
    }
    try {
      List<Finding> findings = inspect(server);
      findings.addAll(measure.apply(machine(server)));
      return findings;
    } catch (LabctlException e) {
      // Such as a daemon that hangs half way: what was not looked at is not known to be well.
      return List.of(
          new Finding(
              "docker", false, server.version() + " fails us", String.valueOf(e.getMessage())));
    }
  }

  private List<Finding> inspect(DockerEngine.Server server) {
    List<Finding> findings = new ArrayList<>();
    findings.add(new Finding("docker", true, server.version(), ""));
    findings.add(rights(server));
    findings.add(image());
    Map<String, NodeState> states = nodes.states();
    if (states.values().stream().noneMatch(NodeState::running)) {
      findings.add(memory());
    }
    for (DockerNode node : cluster.nodes()) {
      if (!states.getOrDefault(node.name(), NodeState.ABSENT).running()) {
        findings.add(ports(node));
      }
    }
    return findings;
  }

  /** Memory is looked at above, for what K3s' nodes take has another remedy. */
  private MachineCheck machine(DockerEngine.Server server) {
    // A daemon elsewhere has its folder there.
    Path data = Files.isDirectory(server.root()) ? server.root() : state;
    boolean made = nodes.states().values().stream().anyMatch(NodeState::exists);
    return new MachineCheck(needs, data, made, true);
  }

  private Finding image() {
    K3sImage image = new K3sImage(docker, cluster.image());
    String what = "k3s image";
    if (image.present()) {
      return new Finding(what, true, cluster.image(), "");
    }
    // Absent is no fault when 'up' can pull it.
    return image
        .absence()
        .map(
            why ->
                new Finding(
                    what,
                    false,
                    why,
                    "without a registry: labctl -c %s up --bundle FILE".formatted(cluster.name())))
        .orElseGet(() -> new Finding(what, true, cluster.image() + ", to be pulled", ""));
  }

  private static Finding rights(DockerEngine.Server server) {
    for (String hindrance : List.of("name=rootless", "name=userns")) {
      if (server.securityOptions().contains(hindrance)) {
        return new Finding(
            "docker rights",
            false,
            hindrance + ": containers cannot be privileged",
            "use a Docker that runs as root without user namespaces: K3s' nodes need it");
      }
    }
    return new Finding("docker rights", true, "privileged containers can be had", "");
  }

  private Finding memory() {
    try {
      long available =
          Files.readAllLines(Path.of("/proc/meminfo")).stream()
              .filter(l -> l.startsWith("MemAvailable:"))
              .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) / 1024)
              .findFirst()
              .orElse(0);
      boolean ok = available >= needs.megabytes();
      return new Finding(
          "memory",
          ok,
          available + " MB available",
          ok
              ? ""
              : "four K3s nodes and the lab need %d MB; stop something, or use the cluster 'local'"
                  .formatted(needs.megabytes()));
    } catch (IOException e) {
      return new Finding("memory", false, "unknown: " + e, "the lab needs Linux with /proc");
    }
  }

  private Finding ports(DockerNode node) {
    String what = "ports of " + node.name();
    Optional<Publication> taken = node.published().stream().filter(p -> !free(p)).findFirst();
    return taken
        .map(
            p ->
                new Finding(
                    what,
                    false,
                    "%s is held by %s".formatted(p.endpoint(), holder(p)),
                    "stop it, or give the cluster file another 'publish' address"))
        .orElseGet(() -> new Finding(what, true, node.published().size() + " free", ""));
  }

  private static boolean free(Publication port) {
    try (ServerSocket socket = new ServerSocket()) {
      // Connections that end do not hold a port; another listener does.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(port.address()), port.port()));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private String holder(Publication port) {
    String containers =
        docker
            .run("ps", "--filter", "publish=" + port.port(), "--format", "{{.Names}} {{.Ports}}")
            .lines()
            .filter(l -> l.contains(port.endpoint() + "->") || l.contains("0.0.0.0:" + port.port()))
            .map(l -> l.substring(0, l.indexOf(' ')))
            .findFirst()
            .orElse("");
    if (!containers.isEmpty()) {
      return "the container " + containers;
    }
    return new ProcFs()
        .listener(InetAddress.ofLiteral(port.address()), port.port())
        .map(s -> "process %d (%s)".formatted(s.identity().pid(), s.name()))
        .orElse("a process that this user may not see");
  }
}
