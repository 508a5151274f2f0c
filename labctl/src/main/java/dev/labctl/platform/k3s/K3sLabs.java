package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.component.Definition;
import dev.labctl.component.alertmanager.Alertmanager;
import dev.labctl.component.haproxy.Haproxy;
import dev.labctl.component.prometheus.Prometheus;
import dev.labctl.lab.Component;
import dev.labctl.lab.Endpoints;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import dev.labctl.spec.ClusterSpec;
import java.net.URI;
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

  static Lab of(
      ClusterSpec spec,
      Components components,
      Path state,
      Path root,
      Nodes under,
      Placement placement) {
    ClusterAddresses addresses = new ClusterAddresses(spec, components);
    List<Node> nodes = under.known(placement);
    Node edge = under.edge();
    List<Member> members = new ArrayList<>();
    for (Definition definition : components.all()) {
      Component component = definition.component();
      if (component.onEdge()) {
        members.add(new Member(component.label(), component, edge));
        continue;
      }
      if (definition.pods().isEmpty() && under.etcd(1).isEmpty()) {
        continue;
      }
      for (int n = 1; n <= definition.members(); n++) {
        Node usual = n <= nodes.size() ? nodes.get(n - 1) : NOWHERE;
        int number = n;
        // What is a part of its server is there; all else is where Kubernetes has put it.
        Node node =
            definition
                .pods()
                .flatMap(pods -> placement.node(pods.pod(), number))
                .map(name -> named(nodes, name, usual))
                .orElse(usual);
        members.add(new Member(component.label() + "-" + n, component, node));
      }
    }
    Endpoints endpoints =
        (member, access) ->
            components.of(member).pods().isPresent()
                ? addresses.endpoint(member, access)
                : under.etcd(number(member)).orElseThrow();
    return new Lab(
        spec,
        state,
        root,
        nodes,
        edge,
        members,
        endpoints,
        uri(endpoints, members, Haproxy.COMPONENT),
        uri(endpoints, members, Prometheus.COMPONENT),
        uri(endpoints, members, Alertmanager.COMPONENT),
        under.observer());
  }

  private static URI uri(Endpoints endpoints, List<Member> members, Component component) {
    Member member =
        members.stream().filter(m -> m.component().equals(component)).findFirst().orElseThrow();
    return endpoints.of(member, component.service()).http("");
  }

  /** The n of {@code component-n}; 0 of one on the edge. */
  static int number(Member member) {
    return member.component().onEdge()
        ? 0
        : Integer.parseInt(member.name().substring(member.component().label().length() + 1));
  }

  private static Node named(List<Node> nodes, String name, Node otherwise) {
    return nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElse(otherwise);
  }
}
