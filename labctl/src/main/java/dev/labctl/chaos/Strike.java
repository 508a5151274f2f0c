package dev.labctl.chaos;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Undo;
import dev.labctl.process.Await;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One fault on one aim: how it is planned, done, seen to have landed and taken back. */
final class Strike {
  private static final Duration POLL = Duration.ofMillis(50);
  private final Platform platform;
  private final Fault fault;
  private final Aim aim;
  private final Undo undo;
  private final List<Member> struck;

  /** Who ran as what before the injection; a member that does not run is absent. */
  private final Map<Member, String> before = new LinkedHashMap<>();

  Strike(Platform platform, Fault fault, Aim aim) {
    this.platform = platform;
    this.fault = fault;
    this.aim = aim;
    this.undo = fault.blow().plan(platform, aim);
    this.struck = fault.blow().struck(platform, aim);
    for (Member member : struck) {
      platform.identity(member).ifPresent(id -> before.put(member, id));
    }
  }

  Undo undo() {
    return undo;
  }

  /** The identity that the fault is about, of the member aimed at or the node's first. */
  String identity() {
    if (aim.member() != null) {
      return before.getOrDefault(aim.onlyMember(), "none");
    }
    return struck.stream().findFirst().map(before::get).orElse("none");
  }

  /** What the fault needs first and nobody notices: it takes its time, so it is not its instant. */
  void arm() {
    fault.blow().arm(platform);
  }

  void inject() {
    fault.blow().deal(platform, aim, undo);
  }

  /**
   * Waits until the fault is seen to have done what it should.
   *
   * @return what was seen
   * @throws LabctlException (inconclusive) when it was not seen in time
   */
  String awaitLanded() {
    Await.until(
        fault.facts().name() + " landed (" + fault.facts().landed() + ")",
        fault.blow().bounds().landing(),
        POLL,
        ExitCode.INCONCLUSIVE,
        this::missing,
        Map::isEmpty);
    return fault.facts().landed();
  }

  private Map<String, String> missing() {
    return fault.blow().landing().missing(platform, aim, before);
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
      case Undo.PowerOn _,
          Undo.Thaw _,
          Undo.Uncordon _,
          Undo.Reconnect _,
          Undo.ResumeFailover _ -> {
        platform.undo(undo);
        yield "done";
      }
    };
  }

  private void awaitRestart() {
    Member member = aim.onlyMember();
    // A demoted primary may keep its postmaster; a killed member may not keep its process.
    boolean replaced = !(fault.blow() instanceof Blow.Switchover) && missing().isEmpty();
    String old = replaced ? before.getOrDefault(member, "") : "";
    Await.until(
        member.name() + " runs again",
        fault.blow().bounds().undo(),
        POLL,
        ExitCode.UNDO_FAILED,
        () -> platform.identity(member).orElse("no process"),
        id -> !id.equals("no process") && !id.equals(old));
  }
}
