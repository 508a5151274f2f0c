package dev.labctl.platform.local;

import dev.labctl.component.Components;
import dev.labctl.component.Definition;
import dev.labctl.component.alertmanager.Alertmanager;
import dev.labctl.component.haproxy.Haproxy;
import dev.labctl.component.prometheus.Prometheus;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Endpoint;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import dev.labctl.spec.ClusterSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the model of a local lab from its spec: the n-th member is on the n-th node. */
final class LocalLabs {
  private LocalLabs() {}

  static Lab of(ClusterSpec spec, Components components, Path state, Path root) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      nodes.add(new Node("node-" + (i + 1), spec.nodes().get(i)));
    }
    Node edge = new Node("edge", spec.edge());
    List<Member> members = new ArrayList<>();
    for (Definition definition : components.all()) {
      Component component = definition.component();
      if (component.onEdge()) {
        members.add(new Member(component.label(), component, edge));
      } else {
        for (int n = 1; n <= definition.members(); n++) {
          members.add(new Member(component.label() + "-" + n, component, nodes.get(n - 1)));
        }
      }
    }
    return new Lab(
        spec,
        state,
        root,
        nodes,
        edge,
        members,
        (member, access) -> new Endpoint(member.node().address(), port(spec, components, access)),
        uri(spec, components, Haproxy.ENTRY),
        uri(spec, components, Prometheus.HTTP),
        uri(spec, components, Alertmanager.HTTP),
        spec.edge());
  }

  private static int port(ClusterSpec spec, Components components, Access access) {
    return components.port(access).number().applyAsInt(spec.ports());
  }

  private static URI uri(ClusterSpec spec, Components components, Access access) {
    return new Endpoint(spec.edge(), port(spec, components, access)).http("");
  }
}
