package dev.labctl.platform.local;

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

/** Makes the model of a local lab from its spec: every node has one member of each component. */
final class LocalLabs {
  private LocalLabs() {}

  static Lab of(ClusterSpec spec, Path state, Path root) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      nodes.add(new Node("node-" + (i + 1), spec.nodes().get(i)));
    }
    Node edge = new Node("edge", spec.edge());
    List<Member> members = new ArrayList<>();
    for (Component component : Component.values()) {
      if (component.onEdge()) {
        members.add(new Member(component.label(), component, edge));
      } else {
        for (int i = 0; i < nodes.size(); i++) {
          members.add(new Member(component.label() + "-" + (i + 1), component, nodes.get(i)));
        }
      }
    }
    ClusterSpec.Ports p = spec.ports();
    return new Lab(
        spec,
        state,
        root,
        nodes,
        edge,
        members,
        (member, access) -> new Endpoint(member.node().address(), port(p, access)),
        uri(spec, p.entry()),
        uri(spec, p.prometheus()),
        uri(spec, p.alertmanager()),
        spec.edge());
  }

  private static int port(ClusterSpec.Ports ports, Access access) {
    return switch (access) {
      case ETCD -> ports.etcdClient();
      case PATRONI -> ports.patroni();
      case POSTGRES -> ports.postgres();
      case REDIS -> ports.redis();
      case SENTINEL -> ports.sentinel();
      case SHORTENER -> ports.shortener();
      case SHORTENER_ADMIN -> ports.shortenerAdmin();
      case ENTRY -> ports.entry();
      case HAPROXY_METRICS -> ports.haproxyMetrics();
      case PROMETHEUS -> ports.prometheus();
      case ALERTMANAGER -> ports.alertmanager();
    };
  }

  private static URI uri(ClusterSpec spec, int port) {
    return URI.create("http://%s:%d".formatted(spec.edge(), port));
  }
}
