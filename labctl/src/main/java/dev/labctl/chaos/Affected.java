package dev.labctl.chaos;

import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import java.util.List;

/** Which members a fault changes. */
enum Affected {
  /** The target itself. */
  MEMBER,
  /** Every member of the target's node. */
  NODE,
  /** Every member of the target's node but its etcd, which on K3s is part of the node itself. */
  PODS;

  List<Member> of(Lab lab, ResolvedTarget target) {
    return switch (this) {
      case MEMBER -> List.of(target.onlyMember());
      case NODE -> on(lab, target);
      case PODS -> on(lab, target).stream().filter(m -> !etcd(m)).toList();
    };
  }

  /** Whether the member is one of etcd's, on whose majority every failover depends. */
  static boolean etcd(Member member) {
    return member.component().label().equals("etcd");
  }

  private static List<Member> on(Lab lab, ResolvedTarget target) {
    return lab.members().stream().filter(m -> m.node().equals(target.node())).toList();
  }
}
