package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.component.Definition;
import dev.labctl.component.Port;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Access;
import dev.labctl.lab.Endpoint;
import dev.labctl.lab.Member;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.Kubernetes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every address of a lab on Kubernetes, from the few in its cluster file. They are fixed, so that
 * no name server is in the way of data: CoreDNS may be on the node that an experiment kills.
 *
 * @param spec of a lab on Kubernetes
 * @param components of that lab
 */
record ClusterAddresses(ClusterSpec spec, Components components) {
  /** Of an API server, inside its container and published. */
  static final int API = 6443;

  /** Of the embedded etcd's metrics, with {@code --etcd-expose-metrics}. */
  static final int ETCD_METRICS = 2381;

  /** The address that other members know a member by; one without a Service has its node's. */
  String address(Member member) {
    return service(components.of(member), K3sLabs.number(member)).orElse(member.node().address());
  }

  /** The Service of a component's n-th member; empty without one of its own. */
  private Optional<String> service(Definition definition, int n) {
    return definition
        .pods()
        .map(PodPart::service)
        .filter(base -> base != PodPart.NONE)
        .map(base -> kubernetes().service(base + n));
  }

  /** The ports that a component has in pods. */
  static List<Port> ports(Definition definition) {
    return Stream.concat(
            definition.ports().stream(),
            definition.pods().stream().flatMap(p -> p.ports().stream()))
        .filter(p -> p.nodePort() != Port.NONE)
        .toList();
  }

  /**
   * The port of every node that leads to a component's n-th member; on the edge to its only one.
   */
  int nodePort(Port port, Definition definition, int n) {
    return kubernetes().nodePorts() + port.nodePort() + (definition.component().onEdge() ? 0 : n);
  }

  /** Where this machine reaches a member. */
  Endpoint endpoint(Member member, Access access) {
    Definition definition = components.of(member);
    Port port = components.port(access);
    int number = port.number().applyAsInt(spec.ports());
    if (!port.reached()) {
      // For people: labctl sends its requests to the entry.
      return new Endpoint(address(member), number);
    }
    return definition.component().onEdge()
        ? published(definition, port)
        : new Endpoint(
            kubernetes().edgeAddress(), nodePort(port, definition, K3sLabs.number(member)));
  }

  /** Where this machine reaches a program on the edge. */
  private Endpoint published(Definition definition, Port port) {
    int number =
        kubernetes().usualPorts()
            ? port.number().applyAsInt(spec.ports())
            : nodePort(port, definition, 0);
    return new Endpoint(kubernetes().edgeAddress(), number);
  }

  /** The edge's ports on this machine, and the node ports to which they lead. */
  Map<Integer, Integer> published() {
    Map<Integer, Integer> published = new TreeMap<>();
    published.put(API, apiNodePort());
    for (Definition definition : inPods()) {
      for (Port port : ports(definition)) {
        if (port.reached() && definition.component().onEdge()) {
          published.put(port.number().applyAsInt(spec.ports()), nodePort(port, definition, 0));
        } else if (port.reached()) {
          for (int n = 1; n <= definition.members(); n++) {
            int nodePort = nodePort(port, definition, n);
            published.put(nodePort, nodePort);
          }
        }
      }
    }
    return published;
  }

  /** Node ports by the address of their Service; those of the edge have any address. */
  Map<String, List<Integer>> wanted() {
    Map<String, List<Integer>> wanted = new LinkedHashMap<>();
    for (Definition definition : inPods()) {
      for (int n = 1; n <= definition.members(); n++) {
        int number = definition.component().onEdge() ? 0 : n;
        List<Integer> ports =
            ports(definition).stream().map(p -> nodePort(p, definition, number)).toList();
        // A Sentinel shares the Service of its Redis.
        wanted.merge(
            service(definition, number).orElse(""),
            ports,
            (one, two) -> Stream.concat(one.stream(), two.stream()).sorted().toList());
      }
    }
    return wanted;
  }

  private List<Definition> inPods() {
    return components.all().stream().filter(d -> d.pods().isPresent()).toList();
  }

  /** The port of every node that leads to whichever API server answers. */
  int apiNodePort() {
    return kubernetes().nodePorts() + 64;
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
