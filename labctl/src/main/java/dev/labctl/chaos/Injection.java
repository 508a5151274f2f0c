package dev.labctl.chaos;

import dev.labctl.chaos.RedundancyWatch.RedundancySeen;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.journal.Obligation;
import dev.labctl.lab.Change;
import dev.labctl.lab.Member;
import dev.labctl.lab.Platform;
import dev.labctl.process.Await;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One fault on one target, step by step: {@link #promise}, {@link #inject}, {@link #undo}, {@link
 * #awaitRedundant}. Closing it undoes what is still open, also when the thread was interrupted.
 */
public final class Injection implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration REDUNDANCY_POLL = Duration.ofMillis(250);
  private static final String NO_PROCESS = "no process";

  private final Injector by;
  private final Platform platform;
  private final FaultSpec spec;
  private final Fault fault;
  private final FaultAction action;
  private final ResolvedTarget target;
  private final Change change;
  private final List<Member> affected;

  /** Each affected member's process before the injection; one that did not run is absent. */
  private final Map<Member, String> before = new LinkedHashMap<>();

  private boolean open;
  private boolean injected;
  private @Nullable RedundancyWatch redundancy;

  /** Plans it; nothing is changed yet. */
  Injection(Injector by, FaultSpec spec, Fault fault, ResolvedTarget target) {
    this.by = by;
    this.platform = by.platform();
    this.spec = spec;
    this.fault = fault;
    this.action = fault.action();
    this.target = target;
    this.change = action.plan().apply(platform, target);
    this.affected = action.affected().of(platform.lab(), target);
    for (Member member : affected) {
      platform.identity(member).ifPresent(id -> before.put(member, id));
    }
  }

  /** From injection to undo. */
  public Duration length() {
    return spec.length().orElse(fault.length());
  }

  /**
   * Writes the obligation to undo it to the journal, and starts the watcher that sees to it when
   * labctl cannot. When either fails, nothing is to be undone.
   */
  public void promise() {
    Instant now = now();
    var obligation =
        new Obligation(
            obligation(),
            now,
            fault.name(),
            target.toString(),
            change.undo(),
            now.plus(action.bounds().all(length())));
    by.journal().open(obligation);
    try {
      by.watchdog().guard(obligation);
      open = true;
    } catch (RuntimeException e) {
      also(e, () -> by.journal().settle(obligation(), now(), "never injected"));
      throw e;
    }
  }

  /**
   * Injects it now, and waits until the fault is seen to have done what it should. When that fails,
   * the undo is still due.
   *
   * @return whether it was seen; if not, the run is inconclusive
   */
  public boolean inject() {
    if (!open) {
      throw new IllegalStateException("injected before its undo was promised");
    }
    injected = true;
    boolean landed = true;
    String detail = fault.landed();
    try {
      // What the fault needs first takes its time and nobody notices: that is not its instant.
      change.arm().run();
      by.fact(injectedNow());
      change.inject().run();
      awaitLanded();
    } catch (LabctlException e) {
      if (e.exitCode() != ExitCode.INCONCLUSIVE) {
        throw e;
      }
      landed = false;
      detail = message(e);
    }
    redundancy = new RedundancyWatch(platform, by.clock());
    by.fact(new Event.FaultLanded(now(), spec.id(), landed, detail));
    return landed;
  }

  /**
   * Takes the fault back and settles the obligation; harmless when done already. For a killed
   * member it waits, at most a minute, until its supervisor has restarted it.
   *
   * @throws LabctlException (exit 6) when that fails; the obligation stays open
   */
  public void undo() {
    if (!open) {
      return;
    }
    // An interrupted run must still take its fault back; the mark is restored afterwards.
    boolean interrupted = Thread.interrupted();
    try {
      settle(takeBack());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Waits until every member is back, replicas stream with lag below 1 s and each component has
   * exactly one leader: a thawed primary has stepped down by then. The fact bears the instant from
   * which it has held without a break, which for what heals by itself lies before the undo.
   *
   * @throws LabctlException (exit 6) with what is missing, at the deadline
   */
  public void awaitRedundant(Duration deadline) {
    RedundancyWatch watch = redundancy;
    if (watch == null) {
      throw new IllegalStateException("asked before the injection");
    }
    RedundancySeen seen =
        Await.until(
            "redundancy after " + fault.name(),
            deadline,
            REDUNDANCY_POLL,
            ExitCode.UNDO_FAILED,
            watch::look,
            RedundancySeen.WholeSince.class::isInstance);
    if (seen instanceof RedundancySeen.WholeSince whole) {
      by.fact(new Event.Redundant(whole.at(), spec.id()));
    }
  }

  @Override
  public void close() {
    try (RedundancyWatch _ = redundancy) {
      undo();
    }
  }

  /** The fault and its target, for people. */
  @Override
  public String toString() {
    return fault.name() + " on " + target;
  }

  private void awaitLanded() {
    Await.until(
        fault.name() + " landed (" + fault.landed() + ")",
        action.bounds().landing(),
        POLL,
        ExitCode.INCONCLUSIVE,
        this::missing,
        Map::isEmpty);
  }

  private Event.FaultInjected injectedNow() {
    return new Event.FaultInjected(
        now(),
        spec.id(),
        fault.name(),
        spec.target().toString(),
        target.node().name(),
        target.member() == null ? null : target.onlyMember().name(),
        identity(),
        fault.alerts());
  }

  private String takeBack() {
    if (!injected) {
      return "none-needed";
    }
    try {
      platform.undo(change.undo());
      return switch (action.end()) {
        case UNDO -> "done";
        // A fault that did not land has left the process that it was.
        case RESTART -> awaitRunning(missing().isEmpty() ? before.get(target.onlyMember()) : null);
        case RETURN -> awaitRunning(null);
      };
    } catch (RuntimeException e) {
      LabctlException failed =
          LabctlException.of(
              ExitCode.UNDO_FAILED,
              "undo of %s failed: %s; run 'labctl chaos recover'".formatted(this, message(e)),
              e);
      also(failed, () -> by.fact(new Event.FaultUndone(now(), spec.id(), "failed", message(e))));
      throw failed;
    }
  }

  /** Waits until the target has a process, and another one than the old. */
  private String awaitRunning(@Nullable String old) {
    Member member = target.onlyMember();
    Await.until(
        member.name() + " runs again",
        action.bounds().undo(),
        POLL,
        ExitCode.UNDO_FAILED,
        () -> platform.identity(member).orElse(NO_PROCESS),
        id -> !id.equals(NO_PROCESS) && !id.equals(old));
    return "none-needed";
  }

  /** The fault is taken back, whatever becomes of writing that down. */
  private void settle(String how) {
    open = false;
    Instant now = now();
    try {
      by.journal().settle(obligation(), now, how);
    } catch (RuntimeException e) {
      also(e, () -> by.fact(new Event.FaultUndone(now, spec.id(), how, message(e))));
      throw e;
    }
    by.fact(new Event.FaultUndone(now, spec.id(), how, ""));
  }

  private Map<String, String> missing() {
    return action.landing().missing(platform, target, before);
  }

  /** The identity that the fault is about, of the target or of the node's first member. */
  private String identity() {
    if (target.member() != null) {
      return before.getOrDefault(target.onlyMember(), "none");
    }
    return affected.stream().findFirst().map(before::get).orElse("none");
  }

  private String obligation() {
    return by.run() + "/" + spec.id();
  }

  private Instant now() {
    return by.clock().instant();
  }

  /** What must be done after a failure; its own failure does not hide the first. */
  private static void also(RuntimeException first, Runnable then) {
    try {
      then.run();
    } catch (RuntimeException second) {
      first.addSuppressed(second);
    }
  }

  private static String message(RuntimeException e) {
    return e instanceof LabctlException ? String.valueOf(e.getMessage()) : e.toString();
  }
}
