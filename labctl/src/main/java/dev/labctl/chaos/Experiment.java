package dev.labctl.chaos;

import dev.labctl.chaos.RedundancyWatch.Seen;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.journal.Journal;
import dev.labctl.journal.Obligation;
import dev.labctl.lab.Platform;
import dev.labctl.process.Await;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One fault from its promise to redundancy: {@link #inject}, {@link #undo}, {@link
 * #awaitRedundant}. Closing undoes what is still open, also when the thread was interrupted.
 */
public final class Experiment implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);
  private final Platform platform;
  private final Journal journal;
  private final Consumer<Event> facts;
  private final InstantSource clock;
  private final FaultSpec spec;
  private final Fault fault;
  private final ResolvedTarget target;
  private final Injection injection;
  private final String obligation;
  private boolean open;
  private boolean injected;
  private @Nullable RedundancyWatch redundancy;

  Experiment(
      Platform platform,
      Journal journal,
      Consumer<Event> facts,
      InstantSource clock,
      String run,
      FaultSpec spec,
      Fault fault,
      ResolvedTarget target) {
    this.platform = platform;
    this.journal = journal;
    this.facts = facts;
    this.clock = clock;
    this.spec = spec;
    this.fault = fault;
    this.target = target;
    this.injection = new Injection(platform, fault, target);
    this.obligation = run + "/" + spec.id();
  }

  /** The fault's entry in the catalogue. */
  public Fault fault() {
    return fault;
  }

  /** What its target was resolved to. */
  public ResolvedTarget target() {
    return target;
  }

  /** From injection to undo. */
  public Duration length() {
    return spec.length().orElse(fault.length());
  }

  void promise(Watchdog watchdog) {
    Instant now = clock.instant();
    var promised =
        new Obligation(
            obligation,
            now,
            fault.name(),
            target.toString(),
            injection.undo(),
            now.plus(fault.action().bounds().all(length())));
    journal.open(promised);
    open = true;
    try {
      watchdog.guard(promised);
    } catch (RuntimeException e) {
      open = false;
      also(e, () -> journal.settle(obligation, clock.instant(), "never injected"));
      throw e;
    }
  }

  /**
   * Injects now and waits until the fault is seen to have landed, at most 5 s. When the primitive
   * fails, the fault is undone before the failure is thrown.
   *
   * @return whether it landed; if not, the run is inconclusive, and the undo is still due
   */
  public boolean inject() {
    injected = true;
    try {
      injection.arm();
      facts.accept(
          new Event.FaultInjected(
              clock.instant(),
              spec.id(),
              fault.name(),
              spec.target().toString(),
              target.node().name(),
              target.member() == null ? null : target.onlyMember().name(),
              injection.identity(),
              fault.alerts()));
      injection.inject();
      String seen = injection.awaitLanded();
      return landed(true, seen);
    } catch (RuntimeException e) {
      if (e instanceof LabctlException known && known.exitCode() == ExitCode.INCONCLUSIVE) {
        return landed(false, message(e));
      }
      also(e, this::undo);
      throw e;
    }
  }

  private boolean landed(boolean landed, String detail) {
    redundancy = new RedundancyWatch(platform, clock);
    facts.accept(new Event.FaultLanded(clock.instant(), spec.id(), landed, detail));
    return landed;
  }

  /** What must be done after a failure; its own failure does not hide the first. */
  private static void also(RuntimeException first, Runnable then) {
    try {
      then.run();
    } catch (RuntimeException second) {
      first.addSuppressed(second);
    }
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

  private String takeBack() {
    try {
      return injected ? injection.takeBack() : "none-needed";
    } catch (RuntimeException e) {
      LabctlException failed =
          LabctlException.of(
              ExitCode.UNDO_FAILED,
              "undo of %s on %s failed: %s; run 'labctl chaos recover'"
                  .formatted(fault.name(), target, message(e)),
              e);
      also(
          failed,
          () ->
              facts.accept(
                  new Event.FaultUndone(clock.instant(), spec.id(), "failed", message(e))));
      throw failed;
    }
  }

  /** The fault is taken back, whatever becomes of writing that down. */
  private void settle(String how) {
    open = false;
    Instant now = clock.instant();
    try {
      journal.settle(obligation, now, how);
    } catch (RuntimeException e) {
      also(e, () -> facts.accept(new Event.FaultUndone(now, spec.id(), how, message(e))));
      throw e;
    }
    facts.accept(new Event.FaultUndone(now, spec.id(), how, ""));
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
    Seen seen =
        Await.until(
            "redundancy after " + fault.name(),
            deadline,
            POLL,
            ExitCode.UNDO_FAILED,
            watch::look,
            Seen.WholeSince.class::isInstance);
    if (seen instanceof Seen.WholeSince whole) {
      facts.accept(new Event.Redundant(whole.at(), spec.id()));
    }
  }

  @Override
  public void close() {
    try (RedundancyWatch _ = redundancy) {
      undo();
    }
  }

  private static String message(RuntimeException e) {
    return e instanceof LabctlException ? String.valueOf(e.getMessage()) : e.toString();
  }
}
