package dev.labctl.lab;

import dev.labctl.exit.LabctlException;
import dev.labctl.spec.ClusterSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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

  /** The page of a member for people; empty for most. */
  public Optional<URI> page(Member member) {
    return Optional.ofNullable(member.component().page()).map(p -> at(member).http(p.path()));
  }

  /** The pages by their titles, with the query that shows a stretch of time. */
  public SortedMap<String, String> pages() {
    SortedMap<String, String> pages = new TreeMap<>();
    for (Member member : members) {
      Component.BrowserPage page = member.component().page();
      if (page != null) {
        pages.put(page.title(), "http://" + at(member) + page.path() + page.stretch());
      }
    }
    return pages;
  }

  private Endpoint at(Member member) {
    return endpoints.of(member, member.component().service());
  }

  /** Where the member serves: address and port. */
  public String endpoint(Member member) {
    return at(member).toString();
  }
}
