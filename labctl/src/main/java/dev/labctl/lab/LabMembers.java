package dev.labctl.lab;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The lab's model and its members as they are now. */
public interface LabMembers {
  /** The lab's model. */
  Lab lab();

  /** Every member as it is now. */
  default List<MemberState> members() {
    return members(Set.copyOf(lab().components()));
  }

  /**
   * Every member of these components as it is now; asks them side by side and answers within about
   * a second.
   */
  List<MemberState> members(Set<Component> components);

  /**
   * Identity of the member's main process (the postmaster for Postgres), empty when it does not
   * run.
   */
  Optional<String> identity(Member member);

  /** Whether the process of that identity is stopped (frozen). */
  boolean frozen(String identity);
}
