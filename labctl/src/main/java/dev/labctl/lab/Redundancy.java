package dev.labctl.lab;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Whether the system could take a fault: every member is back, replicas stream with less than a
 * second of lag, and each replicated component has exactly one leader.
 */
public final class Redundancy {
  private static final double MAX_LAG_SECONDS = 1.0;

  private Redundancy() {}

  /** What is missing, in words; empty when the lab is redundant. */
  public static Optional<String> gap(Lab lab, List<MemberState> states) {
    StringJoiner gaps = new StringJoiner("; ");
    gaps.setEmptyValue("");
    for (Member member : lab.members()) {
      states.stream()
          .filter(s -> s.member().equals(member))
          .findFirst()
          .map(Redundancy::fault)
          .orElseGet(() -> Optional.of(member.name() + " is missing"))
          .ifPresent(gaps::add);
    }
    for (Component component : led(lab)) {
      List<String> leaders = leaders(component, states).stream().map(Member::name).toList();
      if (leaders.size() != 1) {
        gaps.add(
            "%s must have one %s, %d say they are: %s"
                .formatted(component.label(), component.leaderRole(), leaders.size(), leaders));
      }
    }
    return Optional.of(gaps.toString()).filter(s -> !s.isEmpty());
  }

  /** The components of a lab that have one leader each. */
  public static List<Component> led(Lab lab) {
    return lab.components().stream().filter(c -> c.leaderRole() != null).toList();
  }

  /** The members that say they lead their component. */
  public static List<Member> leaders(Component component, List<MemberState> states) {
    String role = component.leaderRole();
    return states.stream()
        .filter(s -> s.member().component().equals(component))
        .filter(s -> role != null && role.equals(s.role()))
        .map(MemberState::member)
        .toList();
  }

  private static Optional<String> fault(MemberState state) {
    String name = state.member().name();
    if (!state.healthy()) {
      return Optional.of(name + " is not healthy (" + state.detail() + ")");
    }
    Double lag = state.lagSeconds();
    if (lag != null && lag >= MAX_LAG_SECONDS) {
      return Optional.of("%s lags %.1f s".formatted(name, lag));
    }
    return Optional.empty();
  }
}
