package dev.labctl.lab;

import dev.labctl.spec.ClusterSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * The lab's model: what is where. It does not change while a lab is up; who leads is {@link
 * MemberState}.
 *
 * @param state the lab's folder, mode 700
 * @param root the project's root, where scenarios, runbooks and jars are
 */
public record Lab(
    ClusterSpec spec,
    Path state,
    Path root,
    List<Node> nodes,
    Node edge,
    List<Member> members,
    URI entry,
    URI prometheus,
    URI alertmanager) {
  public Lab {
    nodes = List.copyOf(nodes);
    members = List.copyOf(members);
  }

  /** The members of one component, in order. */
  public List<Member> members(Component component) {
    return members.stream().filter(m -> m.component() == component).toList();
  }

  /** Where the member serves: address and port. */
  public String endpoint(Member member) {
    ClusterSpec.Ports p = spec.ports();
    int port =
        switch (member.component()) {
          case ETCD -> p.etcdClient();
          case POSTGRES -> p.postgres();
          case REDIS -> p.redis();
          case SENTINEL -> p.sentinel();
          case SHORTENER -> p.shortener();
          case HAPROXY -> p.entry();
          case PROMETHEUS -> p.prometheus();
          case ALERTMANAGER -> p.alertmanager();
        };
    return member.node().address() + ":" + port;
  }
}
