package dev.labctl.chaos;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Change;
import dev.labctl.lab.Member;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Undo;
import dev.labctl.process.Await;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One fault on one target: how it is done, seen to have landed and taken back. */
final class Injection {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String NONE = "no process";
  private final Platform platform;
  private final Fault fault;
  private final FaultAction action;
  private final ResolvedTarget target;
  private final Change change;
  private final List<Member> affected;

  /** Who ran as what before the injection; a member that does not run is absent. */
  private final Map<Member, String> before = new LinkedHashMap<>();

  /** Plans it; nothing is done yet. */
  Injection(Platform platform, Fault fault, ResolvedTarget target) {
    this.platform = platform;
    this.fault = fault;
    this.action = fault.action();
    this.target = target;
    this.change = action.plan().apply(platform, target);
    this.affected = action.affected().of(platform.lab(), target);
    for (Member member : affected) {
      platform.identity(member).ifPresent(id -> before.put(member, id));
    }
  }

  /** What takes it back, from here or from another process. */
  Undo undo() {
    return change.undo();
  }

  /** The identity that the fault is about, of the target or of the node's first member. */
  String identity() {
    if (target.member() != null) {
      return before.getOrDefault(target.onlyMember(), "none");
    }
    return affected.stream().findFirst().map(before::get).orElse("none");
  }

  /** What the fault needs first and nobody notices: it takes its time, so it is not its instant. */
  void arm() {
    change.arm().run();
  }

  void inject() {
    change.inject().run();
  }

  /**
   * Waits until the fault is seen to have done what it should.
   *
   * @return what was seen
   * @throws LabctlException (inconclusive) when it was not seen in time
   */
  String awaitLanded() {
    Await.until(
        fault.name() + " landed (" + fault.landed() + ")",
        action.bounds().landing(),
        POLL,
        ExitCode.INCONCLUSIVE,
        this::missing,
        Map::isEmpty);
    return fault.landed();
  }

  private Map<String, String> missing() {
    return action.landing().missing(platform, target, before);
  }

  /**
   * Takes the fault back.
   *
   * @return {@code done}, or {@code none-needed} when somebody other than labctl had to
   * @throws LabctlException when that fails
   */
  String takeBack() {
    platform.undo(change.undo());
    return switch (action.end()) {
      case UNDO -> "done";
      // A fault that did not land has left the process that it was.
      case RESTART -> awaitRunning(missing().isEmpty() ? before.get(target.onlyMember()) : null);
      case RETURN -> awaitRunning(null);
    };
  }

  /** Waits until the target has a process, and another one than the old. */
  private String awaitRunning(@Nullable String old) {
    Member member = target.onlyMember();
    Await.until(
        member.name() + " runs again",
        action.bounds().undo(),
        POLL,
        ExitCode.UNDO_FAILED,
        () -> platform.identity(member).orElse(NONE),
        id -> !id.equals(NONE) && !id.equals(old));
    return "none-needed";
  }
}
