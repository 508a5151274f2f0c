package dev.labctl.chaos;

import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import org.jspecify.annotations.Nullable;

/**
 * What a target was resolved to.
 *
 * @param member the member meant, or the one by whose role the node was found; null for a node that
 *     was named
 */
public record ResolvedTarget(Node node, @Nullable Member member) {

  /** The member of a fault that acts on one. */
  Member onlyMember() {
    if (member == null) {
      throw new IllegalStateException(node + " is the target, not a member");
    }
    return member;
  }

  /** For people: the member, or the node. */
  @Override
  public String toString() {
    return member == null ? node.name() : member.name() + " on " + node.name();
  }
}
