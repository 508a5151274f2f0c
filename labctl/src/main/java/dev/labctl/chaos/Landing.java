package dev.labctl.chaos;

import dev.labctl.lab.Capability;
import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Processes;
import dev.labctl.lab.Redundancy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** How it is seen that a fault has done what it should. */
@FunctionalInterface
interface Landing {
  /**
   * Where it has not landed yet, with what was seen; empty when it has.
   *
   * @param before identities of the affected members before the injection
   */
  Map<String, String> missing(Platform platform, ResolvedTarget target, Map<Member, String> before);

  /** Each affected member's process is gone, or another one. */
  static Landing gone() {
    return (platform, _, before) -> unchanged(platform, before, _ -> true);
  }

  /** Each affected member's process is stopped, and its node with it. */
  static Landing frozen() {
    return (platform, _, before) -> unchanged(platform, before, id -> !platform.frozen(id));
  }

  /** The main process of the target alone is stopped. */
  static Landing stopped() {
    return (platform, target, _) -> {
      Member member = target.onlyMember();
      return platform.capability(Processes.class).orThrow().stopped(member)
          ? Map.of()
          : Map.of(member.name(), "still runs");
    };
  }

  /** The target's component has one leader, and it is not the target. */
  static Landing leaderMoved() {
    return (platform, target, _) -> {
      Member member = target.onlyMember();
      List<Member> leaders = Redundancy.leaders(member.component(), platform.members());
      boolean moved = leaders.size() == 1 && !leaders.getFirst().equals(member);
      return moved ? Map.of() : Map.of("primaries", leaders.toString());
    };
  }

  /** The node gives no answer any more. */
  static <C extends Capability> Landing silent(Class<C> capability, BiPredicate<C, Node> answers) {
    return (platform, target, _) ->
        answers.test(platform.capability(capability).orThrow(), target.node())
            ? Map.of(target.node().name(), "still answers")
            : Map.of();
  }

  private static Map<String, String> unchanged(
      Platform platform, Map<Member, String> before, Predicate<String> counts) {
    Map<String, String> still = new LinkedHashMap<>();
    before.forEach(
        (member, identity) -> {
          if (platform.identity(member).filter(identity::equals).filter(counts).isPresent()) {
            still.put(member.name(), identity);
          }
        });
    return still;
  }
}
