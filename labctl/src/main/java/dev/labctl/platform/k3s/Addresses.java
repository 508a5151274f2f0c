package dev.labctl.platform.k3s;

import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Endpoint;
import dev.labctl.platform.k3s.docker.DockerCluster;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.K3s;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every address of a lab on K3s, from the few in its cluster file. They are fixed, so that no name
 * server is in the way of data: CoreDNS may be on the node that an experiment kills.
 *
 * @param spec of a lab on K3s
 */
record Addresses(ClusterSpec spec) {
  /** Of an API server, inside its container and published. */
  static final int API = 6443;

  /** Of the embedded etcd's metrics, with {@code --etcd-expose-metrics}. */
  static final int ETCD_METRICS = 2381;

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

  /** The Service of a component's n-th member: the address that other members know it by. */
  String service(Component component, int n) {
    Integer base = SERVICES.get(component);
    if (base == null) {
      throw new IllegalArgumentException(component + " has no Service of its own");
    }
    return k3s().service(base + n);
  }

  /** The Service of the repository of backups. */
  String backup() {
    return k3s().service(40);
  }

  /** The port of every node that leads to a component's n-th member. */
  int nodePort(Access access, int n) {
    Integer base = NODE_PORTS.get(access);
    if (base == null) {
      throw new IllegalArgumentException(access + " has no node port of a member");
    }
    return k3s().nodePorts() + base + n;
  }

  /** The port of every node that leads to a program on the edge. */
  int edgeNodePort(Access access) {
    Integer base = EDGE_PORTS.get(access);
    if (base == null) {
      throw new IllegalArgumentException(access + " is none of the edge");
    }
    return k3s().nodePorts() + base;
  }

  /** The port of every node that leads to whichever API server answers. */
  int apiNodePort() {
    return k3s().nodePorts() + 64;
  }

  /** The servers' API as the edge's HAProxy reaches it: one line each. */
  String apiServers() {
    return IntStream.rangeClosed(1, spec.nodes().size())
        .mapToObj(n -> "  server node-%d %s:%d".formatted(n, spec.nodes().get(n - 1), API))
        .collect(Collectors.joining("\n"));
  }

  /** The first three numbers of the members' Service addresses. */
  String servicePrefix() {
    String services = k3s().services();
    return services.substring(0, services.lastIndexOf('.'));
  }

  /** Where this machine reaches what the edge publishes. */
  Endpoint published(int port) {
    return new Endpoint(k3s().publish(), port);
  }

  /** Where this machine reaches the n-th server by itself. */
  Endpoint server(int n, int port) {
    return new Endpoint(k3s().publishedServer(n), port);
  }

  /** This machine, as the nodes see it. */
  String gateway() {
    return k3s().gateway();
  }

  /** The cluster as Docker has it; the edge publishes what this machine needs. */
  DockerCluster dockerCluster() {
    ClusterSpec.Ports ports = spec.ports();
    Map<Integer, Integer> published = new HashMap<>();
    published.put(API, apiNodePort());
    published.put(ports.entry(), edgeNodePort(Access.ENTRY));
    published.put(ports.haproxyMetrics(), edgeNodePort(Access.HAPROXY_METRICS));
    published.put(ports.prometheus(), edgeNodePort(Access.PROMETHEUS));
    published.put(ports.alertmanager(), edgeNodePort(Access.ALERTMANAGER));
    for (Access access : NODE_PORTS.keySet()) {
      for (int n = 1; n <= spec.nodes().size(); n++) {
        published.put(nodePort(access, n), nodePort(access, n));
      }
    }
    return DockerCluster.of(spec.name(), k3s().image(), k3s().subnet(), k3s().publish(), published);
  }

  /** The API's address in the kubeconfig: through the edge, which knows who is alive. */
  String api() {
    return "https://" + published(API);
  }

  /** The API: through the edge first, which knows who is alive, then each server. */
  List<URI> apis() {
    return Stream.concat(Stream.of(URI.create(api())), servers().stream()).toList();
  }

  /** The API of each server by itself. */
  List<URI> servers() {
    List<URI> all = new ArrayList<>();
    for (int n = 1; n <= spec.nodes().size(); n++) {
      all.add(URI.create("https://" + server(n, API)));
    }
    return all;
  }

  private K3s k3s() {
    K3s k3s = spec.k3s();
    if (k3s == null) {
      throw new IllegalStateException("cluster '%s' is not one on K3s".formatted(spec.name()));
    }
    return k3s;
  }
}
