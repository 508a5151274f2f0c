package dev.labctl.chaos;

import dev.labctl.component.postgres.Postgres;
import dev.labctl.lab.Member;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Platform.Traffic;
import dev.labctl.lab.Redundancy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** How it is seen that a fault has done what it should. */
@FunctionalInterface
interface Landing {
  /**
   * Where it has not landed yet, with what was seen; empty when it has.
   *
   * @param before identities of the struck members before the injection
   */
  Map<String, String> missing(Platform platform, Aim aim, Map<Member, String> before);

  /** Each struck member's process is gone, or another one. */
  static Landing gone() {
    return (platform, _, before) -> unchanged(platform, before, _ -> true);
  }

  /** Each struck member's process is stopped. */
  static Landing frozen() {
    return (platform, _, before) -> unchanged(platform, before, id -> !platform.frozen(id));
  }

  /** Postgres has one primary, and it is not the member aimed at. */
  static Landing leaderMoved() {
    return (platform, aim, _) -> {
      List<Member> leaders = Redundancy.leaders(Postgres.COMPONENT, platform.members());
      boolean moved = leaders.size() == 1 && !leaders.getFirst().equals(aim.onlyMember());
      return moved ? Map.of() : Map.of("primaries", leaders.toString());
    };
  }

  /** The node gives no answer any more. */
  static Landing silent(Traffic traffic) {
    return (platform, aim, _) ->
        platform.answers(aim.node(), traffic)
            ? Map.of(aim.node().name(), "still answers")
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
