package dev.labctl.platform.k3s;

import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Endpoint;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.Kubernetes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Every address of a lab on Kubernetes, from the few in its cluster file. They are fixed, so that
 * no name server is in the way of data: CoreDNS may be on the node that an experiment kills.
 *
 * @param spec of a lab on Kubernetes
 */
record Addresses(ClusterSpec spec) {
  /** Of an API server, inside its container and published. */
  static final int API = 6443;

  /** Of the embedded etcd's metrics, with {@code --etcd-expose-metrics}. */
  static final int ETCD_METRICS = 2381;

  /** Of every component that has several. */
  static final int MEMBERS = 3;

  /** What is added to the base of the node ports; the member's number comes on top. */
  private static final Map<Access, Integer> NODE_PORTS =
      Map.of(
          Access.PATRONI, 10,
          Access.REDIS, 20,
          Access.SENTINEL, 30,
          Access.SHORTENER_ADMIN, 40,
          Access.POSTGRES, 50);

  private static final Map<Access, Integer> EDGE_PORTS =
      Map.of(
          Access.ENTRY, 80,
          Access.HAPROXY_METRICS, 84,
          Access.PROMETHEUS, 90,
          Access.ALERTMANAGER, 93);

  /** The last number of the first member's Service address, less one. */
  private static final Map<Component, Integer> SERVICES =
      Map.of(
          Component.POSTGRES, 10,
          Component.REDIS, 20,
          Component.SENTINEL, 20,
          Component.SHORTENER, 30);

  /** The ways to what is on the edge. */
  static Set<Access> onEdge() {
    return EDGE_PORTS.keySet();
  }

  /** The Service of a component's n-th member: the address that other members know it by. */
  String service(Component component, int n) {
    Integer base = SERVICES.get(component);
    if (base == null) {
      throw new IllegalArgumentException(component + " has no Service of its own");
    }
    return kubernetes().service(base + n);
  }

  /** The addresses of all members' Services. */
  List<String> services() {
    return SERVICES.values().stream()
        .distinct()
        .flatMap(base -> members().mapToObj(n -> kubernetes().service(base + n)))
        .sorted()
        .toList();
  }

  /** The Service of the repository of backups. */
  String backup() {
    return kubernetes().service(40);
  }

  /** The port of every node that leads to a component's n-th member. */
  int nodePort(Access access, int n) {
    Integer base = NODE_PORTS.get(access);
    if (base == null) {
      throw new IllegalArgumentException(access + " has no node port of a member");
    }
    return kubernetes().nodePorts() + base + n;
  }

  /**
   * A node port that nobody uses. A Service with node ports has one for each of its ports, also for
   * those that only members ask; one that Kubernetes chose could be the fixed one of a Service that
   * comes later.
   */
  int idleNodePort(Component component, int n) {
    return kubernetes().nodePorts()
        + n
        + switch (component) {
          case POSTGRES -> 60;
          case SHORTENER -> 70;
          default -> throw new IllegalArgumentException(component + " has no idle node port");
        };
  }

  /** The node ports of all members. */
  List<Integer> memberNodePorts() {
    return NODE_PORTS.keySet().stream()
        .flatMap(access -> members().mapToObj(n -> nodePort(access, n)))
        .sorted()
        .toList();
  }

  /** The port of every node that leads to a program on the edge. */
  int edgeNodePort(Access access) {
    Integer base = EDGE_PORTS.get(access);
    if (base == null) {
      throw new IllegalArgumentException(access + " is none of the edge");
    }
    return kubernetes().nodePorts() + base;
  }

  /** The port of every node that leads to whichever API server answers. */
  int apiNodePort() {
    return kubernetes().nodePorts() + 64;
  }

  /** The first three numbers of the members' Service addresses. */
  String servicePrefix() {
    String services = kubernetes().services();
    return services.substring(0, services.lastIndexOf('.'));
  }

  /** Where this machine reaches a component's n-th member: through the edge. */
  Endpoint member(Access access, int n) {
    return new Endpoint(kubernetes().edgeAddress(), nodePort(access, n));
  }

  /** Where this machine reaches a program on the edge. */
  Endpoint published(Access access) {
    int port =
        switch (kubernetes()) {
          // Its container publishes the node ports as the programs' usual ones.
          case ClusterSpec.K3s _ -> usual(access);
          case ClusterSpec.Kubeconfig _ -> edgeNodePort(access);
        };
    return new Endpoint(kubernetes().edgeAddress(), port);
  }

  private int usual(Access access) {
    ClusterSpec.Ports ports = spec.ports();
    return switch (access) {
      case ENTRY -> ports.entry();
      case HAPROXY_METRICS -> ports.haproxyMetrics();
      case PROMETHEUS -> ports.prometheus();
      case ALERTMANAGER -> ports.alertmanager();
      case ETCD, PATRONI, POSTGRES, REDIS, SENTINEL, SHORTENER, SHORTENER_ADMIN ->
          throw new IllegalArgumentException(access + " is none of the edge");
    };
  }

  private static IntStream members() {
    return IntStream.rangeClosed(1, MEMBERS);
  }

  Kubernetes kubernetes() {
    Kubernetes kubernetes = spec.kubernetes();
    if (kubernetes == null) {
      throw new IllegalStateException(
          "cluster '%s' is not one of Kubernetes".formatted(spec.name()));
    }
    return kubernetes;
  }
}
