package dev.labctl.chaos;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Redundancy;
import dev.labctl.lab.Undo;
import dev.labctl.process.Await;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** One fault on one aim: how it is planned, done, seen to have landed and taken back. */
final class Strike {
  private static final Duration LANDED_WITHIN = Duration.ofSeconds(5);
  private static final Duration RESTARTED_WITHIN = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);
  private final Platform platform;
  private final Fault fault;
  private final Aim aim;
  private final Undo undo;

  /** Who ran as what before the injection; a member that does not run is absent. */
  private final Map<Member, String> before = new LinkedHashMap<>();

  Strike(Platform platform, Fault fault, Aim aim) {
    this.platform = platform;
    this.fault = fault;
    this.aim = aim;
    this.undo = plan();
    for (Member member : struck()) {
      platform.identity(member).ifPresent(id -> before.put(member, id));
    }
  }

  Undo undo() {
    return undo;
  }

  /** The identity that the fault is about, of the member aimed at or the node's first. */
  String identity() {
    Member member = aim.member() == null ? struck().getFirst() : aim.onlyMember();
    return before.getOrDefault(member, "none");
  }

  private List<Member> struck() {
    return switch (fault) {
      case Fault.NodeKill _, Fault.NodeFreeze _ ->
          platform.lab().members().stream().filter(m -> m.node().equals(aim.node())).toList();
      case Fault.ShortenerKill _,
          Fault.RedisMasterKill _,
          Fault.PostgresPrimaryKill _,
          Fault.PostgresSwitchover _,
          Fault.PostgresPrimaryKillPaused _ ->
          List.of(aim.onlyMember());
    };
  }

  private Undo plan() {
    return switch (fault) {
      case Fault.ShortenerKill _,
          Fault.RedisMasterKill _,
          Fault.PostgresPrimaryKill _,
          Fault.PostgresSwitchover _ ->
          new Undo.AwaitRestart(aim.onlyMember().name());
      case Fault.NodeKill _ -> platform.planPowerOff(aim.node());
      case Fault.NodeFreeze _ -> platform.planFreeze(aim.node());
      case Fault.PostgresPrimaryKillPaused _ -> new Undo.ResumeFailover();
    };
  }

  /** What the fault needs first and nobody notices: it takes its time, so it is not its instant. */
  void arm() {
    switch (fault) {
      case Fault.PostgresPrimaryKillPaused _ -> platform.pauseFailover();
      case Fault.ShortenerKill _,
          Fault.RedisMasterKill _,
          Fault.PostgresPrimaryKill _,
          Fault.PostgresSwitchover _,
          Fault.NodeKill _,
          Fault.NodeFreeze _ -> {}
    }
  }

  void inject() {
    switch (fault) {
      case Fault.ShortenerKill _,
          Fault.RedisMasterKill _,
          Fault.PostgresPrimaryKill _,
          Fault.PostgresPrimaryKillPaused _ ->
          platform.kill(aim.onlyMember());
      case Fault.PostgresSwitchover _ -> platform.switchover(aim.onlyMember());
      case Fault.NodeKill _ -> platform.powerOff(aim.node());
      case Fault.NodeFreeze _ -> platform.freeze((Undo.Thaw) undo);
    }
  }

  /**
   * Waits until the fault is seen to have done what it should.
   *
   * @return what was seen
   * @throws LabctlException (inconclusive) when it was not seen in 5 s
   */
  String awaitLanded() {
    Await.until(
        fault.facts().name() + " landed (" + fault.facts().landed() + ")",
        LANDED_WITHIN,
        POLL,
        ExitCode.INCONCLUSIVE,
        this::stillAsBefore,
        Map::isEmpty);
    return fault.facts().landed();
  }

  /** Members on which the fault has not landed yet, with what was seen. */
  private Map<String, String> stillAsBefore() {
    return switch (fault) {
      case Fault.PostgresSwitchover _ -> stillLeading();
      case Fault.NodeFreeze _ -> running(id -> !platform.frozen(id));
      case Fault.ShortenerKill _,
          Fault.RedisMasterKill _,
          Fault.PostgresPrimaryKill _,
          Fault.NodeKill _,
          Fault.PostgresPrimaryKillPaused _ ->
          running(_ -> true);
    };
  }

  private Map<String, String> running(Predicate<String> counts) {
    Map<String, String> still = new LinkedHashMap<>();
    before.forEach(
        (member, identity) -> {
          if (platform.identity(member).filter(identity::equals).filter(counts).isPresent()) {
            still.put(member.name(), identity);
          }
        });
    return still;
  }

  private Map<String, String> stillLeading() {
    List<Member> leaders = Redundancy.leaders(Component.POSTGRES, platform.members());
    boolean moved = leaders.size() == 1 && !leaders.getFirst().equals(aim.onlyMember());
    return moved ? Map.of() : Map.of("primaries", leaders.toString());
  }

  /**
   * Takes the fault back.
   *
   * @return {@code done}, or {@code none-needed} when its supervisor had to do it alone
   * @throws LabctlException when that fails
   */
  String takeBack() {
    return switch (undo) {
      case Undo.AwaitRestart _ -> {
        awaitRestart();
        yield "none-needed";
      }
      case Undo.PowerOn _, Undo.Thaw _, Undo.ResumeFailover _ -> {
        platform.undo(undo);
        yield "done";
      }
    };
  }

  private void awaitRestart() {
    Member member = aim.onlyMember();
    // A demoted primary may keep its postmaster; a killed member may not keep its process.
    String old =
        switch (fault) {
          case Fault.PostgresSwitchover _ -> "";
          case Fault.ShortenerKill _,
              Fault.RedisMasterKill _,
              Fault.PostgresPrimaryKill _,
              Fault.NodeKill _,
              Fault.NodeFreeze _,
              Fault.PostgresPrimaryKillPaused _ ->
              stillAsBefore().isEmpty() ? before.getOrDefault(member, "") : "";
        };
    Await.until(
        member.name() + " runs again",
        RESTARTED_WITHIN,
        POLL,
        ExitCode.UNDO_FAILED,
        () -> platform.identity(member).orElse("no process"),
        id -> !id.equals("no process") && !id.equals(old));
  }
}
