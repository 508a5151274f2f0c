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
 * Makes the model of a lab on Kubernetes. labctl reaches every member through the node ports of the
 * edge, which no fault may target.
 */
final class K3sLabs {
  /** Of a member that Kubernetes has not put anywhere yet. */
  private static final Node NOWHERE = new Node("none", "");

  private K3sLabs() {}

  static Lab of(ClusterSpec spec, Path state, Path root, Nodes under, Placement placement) {
    Addresses addresses = new Addresses(spec);
    List<Node> nodes = under.known(placement);
    Node edge = under.edge();
    List<Member> members = new ArrayList<>();
    for (Component component : Component.values()) {
      if (component.onEdge()) {
        members.add(new Member(component.label(), component, edge));
        continue;
      }
      if (component == Component.ETCD && under.etcd(1).isEmpty()) {
        continue;
      }
      for (int n = 1; n <= Addresses.MEMBERS; n++) {
        Node usual = n <= nodes.size() ? nodes.get(n - 1) : NOWHERE;
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
        (member, access) -> endpoint(addresses, under, member, access),
        addresses.published(Access.ENTRY).http(""),
        addresses.published(Access.PROMETHEUS).http(""),
        addresses.published(Access.ALERTMANAGER).http(""),
        under.observer());
  }

  private static Endpoint endpoint(Addresses addresses, Nodes under, Member member, Access access) {
    return switch (access) {
      case ETCD -> under.etcd(number(member)).orElseThrow();
      case PATRONI, REDIS, SENTINEL, SHORTENER_ADMIN, POSTGRES ->
          addresses.member(access, number(member));
      // For people: labctl sends its requests to the entry.
      case SHORTENER ->
          new Endpoint(
              addresses.service(Component.SHORTENER, number(member)),
              addresses.spec().ports().shortener());
      case ENTRY, HAPROXY_METRICS, PROMETHEUS, ALERTMANAGER -> addresses.published(access);
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
