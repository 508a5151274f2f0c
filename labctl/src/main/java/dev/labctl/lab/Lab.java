package dev.labctl.lab;

import dev.labctl.exit.LabctlException;
import dev.labctl.spec.ClusterSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The lab's model: what is where. It does not change while a lab is up; who leads is {@link
 * MemberState}.
 *
 * @param state the lab's folder, mode 700
 * @param root the project's root, where scenarios, runbooks and jars are
 * @param endpoints where labctl reaches each member
 * @param observer the address of this machine on which Gatling shows its metrics to Prometheus
 */
public record Lab(
    ClusterSpec spec,
    Path state,
    Path root,
    List<Node> nodes,
    Node edge,
    List<Member> members,
    Endpoints endpoints,
    URI entry,
    URI prometheus,
    URI alertmanager,
    String observer) {
  public Lab {
    nodes = List.copyOf(nodes);
    members = List.copyOf(members);
  }

  /** The members of one component, in order. */
  public List<Member> members(Component component) {
    return members.stream().filter(m -> m.component().equals(component)).toList();
  }

  /** The components that it has, in the order of their first members. */
  public List<Component> components() {
    return members.stream().map(Member::component).distinct().toList();
  }

  /** The nodes and the edge. */
  public List<Node> everyNode() {
    return Stream.concat(nodes.stream(), Stream.of(edge)).toList();
  }

  /**
   * A node or the edge by its name.
   *
   * @throws LabctlException (usage) naming the known ones
   */
  public Node node(String name) {
    return everyNode().stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                LabctlException.usage(
                    "node '%s' is not one of %s"
                        .formatted(name, everyNode().stream().map(Node::name).toList())));
  }

  /** Where the member serves: address and port. */
  public String endpoint(Member member) {
    return endpoints.of(member, member.component().service()).toString();
  }
}
