package dev.labctl.platform.k3s;

import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Endpoint;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import dev.labctl.spec.ClusterSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the model of a lab on K3s. labctl reaches every member through the edge, which no fault may
 * target: its container publishes the node ports on loopback.
 */
final class K3sLabs {
  private K3sLabs() {}

  static Lab of(ClusterSpec spec, Path state, Path root, Placement placement) {
    Addresses addresses = new Addresses(spec);
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      nodes.add(new Node("node-" + (i + 1), spec.nodes().get(i)));
    }
    Node edge = new Node("edge", spec.edge());
    List<Member> members = new ArrayList<>();
    for (Component component : Component.values()) {
      if (component.onEdge()) {
        members.add(new Member(component.label(), component, edge));
        continue;
      }
      for (int n = 1; n <= nodes.size(); n++) {
        Node usual = nodes.get(n - 1);
        // etcd is a part of its server; all else is where Kubernetes has put it.
        Node node =
            component == Component.ETCD
                ? usual
                : placement.node(component, n).map(name -> named(nodes, name, usual)).orElse(usual);
        members.add(new Member(component.label() + "-" + n, component, node));
      }
    }
    return new Lab(
        spec,
        state,
        root,
        nodes,
        edge,
        members,
        (member, access) -> endpoint(addresses, member, access),
        addresses.published(spec.ports().entry()).http(""),
        addresses.published(spec.ports().prometheus()).http(""),
        addresses.published(spec.ports().alertmanager()).http(""),
        addresses.gateway());
  }

  private static Endpoint endpoint(Addresses addresses, Member member, Access access) {
    ClusterSpec.Ports ports = addresses.spec().ports();
    return switch (access) {
      case ETCD -> addresses.server(number(member), Addresses.ETCD_METRICS);
      case PATRONI, REDIS, SENTINEL, SHORTENER_ADMIN, POSTGRES ->
          addresses.published(addresses.nodePort(access, number(member)));
      // For people: labctl sends its requests to the entry.
      case SHORTENER ->
          new Endpoint(addresses.service(Component.SHORTENER, number(member)), ports.shortener());
      case ENTRY -> addresses.published(ports.entry());
      case HAPROXY_METRICS -> addresses.published(ports.haproxyMetrics());
      case PROMETHEUS -> addresses.published(ports.prometheus());
      case ALERTMANAGER -> addresses.published(ports.alertmanager());
    };
  }

  /** The n of {@code component-n}. */
  static int number(Member member) {
    return Integer.parseInt(member.name().substring(member.component().label().length() + 1));
  }

  private static Node named(List<Node> nodes, String name, Node otherwise) {
    return nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElse(otherwise);
  }
}
