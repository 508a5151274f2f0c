package dev.labctl.platform.k3s.docker;

import dev.labctl.hash.Sha256;
import dev.labctl.platform.k3s.docker.DockerNode.Role;
import java.util.ArrayList;
import java.util.List;

/** The command line that makes a node's container; pure. */
record NodeArguments(DockerCluster cluster, DockerNode node) {
  /** Where K3s reads the cluster's token; copied there before the first start. */
  static final String TOKEN_FILE = "/etc/k3s-token";

  /** Arguments of docker that create the container, with a label that holds their hash. */
  /**
   * The arguments that make the container.
   *
   * @param lab whose it is; no part of what it is made from, so that older ones stay as they are
   */
  List<String> create(String lab) {
    List<String> docker = docker();
    List<String> k3s = k3s();
    List<String> line = new ArrayList<>(List.of("create"));
    line.addAll(List.of("--label", NodeState.CONFIGURATION + "=" + configuration()));
    line.addAll(List.of("--label", NodeState.LAB + "=" + lab));
    line.addAll(docker);
    line.add(cluster.image());
    line.addAll(k3s);
    return line;
  }

  /** A hash of everything that makes this container what it is. */
  String configuration() {
    String all = String.join("\n", docker()) + "\n" + cluster.subnet() + "\n" + cluster.image();
    return hash(all + "\n" + String.join("\n", k3s()));
  }

  /**
   * The volumes' names and where they are mounted. K3s knows a node again by the password that it
   * made in {@code /etc/rancher/node}, so that is kept with the data.
   */
  List<Volume> volumes() {
    String prefix = cluster.container(node);
    return List.of(
        new Volume(prefix, "/var/lib/rancher/k3s"),
        new Volume(prefix + "-kubelet", "/var/lib/kubelet"),
        new Volume(prefix + "-identity", "/etc/rancher/node"));
  }

  record Volume(String name, String path) {}

  private List<String> docker() {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("--name", cluster.container(node), "--hostname", node.name()));
    line.addAll(List.of("--label", cluster.label()));
    line.addAll(List.of("--network", cluster.network(), "--ip", node.address()));
    if (node.role().server()) {
      line.addAll(List.of("--network-alias", DockerCluster.SERVERS));
    }
    line.addAll(List.of("--privileged", "--cgroupns=private"));
    if (node.role() == Role.EDGE) {
      // Clients reach the service through it alone: measured, HAProxy stood still for 1.2 s while a
      // drained node's pods all started on the same two cores. Docker's default is 1024 a node.
      line.add("--cpu-shares=4096");
    }
    line.addAll(List.of("--tmpfs", "/run", "--tmpfs", "/var/run"));
    // K3s ends itself when it loses its lease and counts on a supervisor. A node that a fault has
    // killed must stay down, and a lab must come back with the machine: that is unless-stopped.
    line.addAll(List.of("--restart", "unless-stopped"));
    line.addAll(List.of("--log-driver", "json-file"));
    line.addAll(List.of("--log-opt", "max-size=10m", "--log-opt", "max-file=2"));
    // How long Kubernetes' Go clients believe in a silent connection; their defaults are 30 and
    // 15 s, in which the kubelet and kube-proxy of every node would not see a dead API server.
    line.addAll(List.of("--env", "HTTP2_READ_IDLE_TIMEOUT_SECONDS=5"));
    line.addAll(List.of("--env", "HTTP2_PING_TIMEOUT_SECONDS=3"));
    for (Volume volume : volumes()) {
      line.addAll(List.of("--volume", volume.name() + ":" + volume.path()));
    }
    for (Publication port : node.published()) {
      line.addAll(List.of("--publish", port.argument()));
    }
    return line;
  }

  private List<String> k3s() {
    List<String> line = new ArrayList<>();
    line.add(node.role().server() ? "server" : "agent");
    line.add("--node-name=" + node.name());
    line.add("--node-ip=" + node.address());
    line.add("--token-file=" + TOKEN_FILE);
    switch (node.role()) {
      case FOUNDER -> line.add("--cluster-init");
      case SERVER -> line.add(url(cluster.founder().address()));
      // By a name that only running servers have: the edge must outlive any of them.
      case EDGE -> line.add(url(DockerCluster.SERVERS));
    }
    if (node.role() == Role.EDGE) {
      line.add("--node-label=labctl.dev/edge=true");
      line.add("--node-taint=labctl.dev/edge=true:NoSchedule");
    } else {
      cluster.apiNames().forEach(name -> line.add("--tls-san=" + name));
      line.add("--disable=traefik,servicelb,metrics-server");
      line.add("--disable-helm-controller");
      line.add("--etcd-expose-metrics");
      // K3s' 500 ms and 5 s are for slow disks and far nodes; these are one bridge apart, and no
      // write of Kubernetes is possible until a dead leader is replaced.
      line.add("--etcd-arg=heartbeat-interval=200");
      line.add("--etcd-arg=election-timeout=2000");
      // All nodes are on one bridge: plain routes, no tunnel.
      line.add("--flannel-backend=host-gw");
    }
    // Our images are in no registry: they must not be collected when the machine's disk is full.
    line.add("--kubelet-arg=image-gc-high-threshold=100");
    line.add("--kubelet-arg=image-gc-low-threshold=99");
    line.add("--kubelet-arg=eviction-hard=imagefs.available<1%,nodefs.available<1%");
    if (cluster.kubernetesMinor() >= 33) {
      // A program that faults kill again and again is restarted after 1 s doubling, not 10 s.
      line.add("--kubelet-arg=feature-gates=ReduceDefaultCrashLoopBackOffDecay=true");
    }
    // The nodes share one kernel, and with it its connection table: none may size it.
    line.add("--kube-proxy-arg=conntrack-max-per-core=0");
    return line;
  }

  private static String url(String host) {
    return "--server=https://%s:%d".formatted(host, DockerCluster.API_PORT);
  }

  static String hash(String text) {
    return Sha256.of(text).substring(0, 12);
  }
}
