package dev.labctl.run;

import dev.labctl.chaos.Injector;
import dev.labctl.chaos.KillSwitch;
import dev.labctl.chaos.Watcher;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.journal.Journal;
import dev.labctl.ledger.Ledger;
import dev.labctl.ledger.LedgerCheck;
import dev.labctl.probe.Probe;
import dev.labctl.process.Poller;
import dev.labctl.report.StoredRun;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.timeline.Event;
import dev.labctl.watch.AlertWatch;
import dev.labctl.watch.GuardWatch;
import dev.labctl.watch.LeaderWatch;
import dev.labctl.watch.MachineWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What happens to the system between the first and the last fact of a run: load, probe, watchers
 * and faults, each opened here and closed in reverse, whatever ends the run.
 */
final class Run {
  private static final Duration KILL_SWITCH_POLL = Duration.ofMillis(500);

  private final RunContext context;
  private final RunRequest request;
  private final Seed seed;

  Run(RunContext context, RunRequest request) {
    this.context = context;
    this.request = request;
    this.seed = new Seed(request.seed());
  }

  /**
   * Runs it; facts go to the timeline, the ledger to its file. The ledger is verified and written
   * whatever has failed before: what was lost is of most interest then.
   *
   * @throws LabctlException the worst of what failed
   */
  void execute() {
    var ledger = new Ledger(context.folder().id());
    var failures = new RunFailures();
    failures.attempt(
        () -> {
          try (RunningLoad load = RunningLoad.prepare(context, request)) {
            failures.attempt(() -> underWatch(load, ledger));
            failures.attempt(() -> load.finish(failures.any()));
          }
        });
    failures.attempt(() -> verify(ledger, failures.any()));
    failures.attempt(() -> ledger.write(context.folder().ledger()));
    failures.throwIfAny(List.of());
  }

  private void underWatch(RunningLoad load, Ledger ledger) {
    var facts = context.facts();
    var clock = context.clock();
    var lab = context.platform().lab();
    Instant t0 = load.start();
    Path machine = context.folder().path().resolve(StoredRun.MACHINE);
    try (var _ =
            new MachineWatch(
                context.platform().lab().state(), machine, clock, facts::watcherFailed);
        var _ = new AlertWatch(lab.alertmanager(), clock, facts::add, facts::watcherFailed);
        var _ = new LeaderWatch(context.platform(), clock, facts::add, facts::watcherFailed);
        var _ = new KillSwitchWatch();
        var _ =
            new Probe(
                lab.entry(),
                ledger,
                clock,
                seed.stream("probe"),
                facts::add,
                facts::watcherFailed)) {
      if (!load.awaitStart(t0)) {
        return;
      }
      facts.add(new Event.LoadStarted(t0));
      load.phases().begin("steady", t0);
      // Guards look at the measured load; before T0 there is none.
      try (var _ = load.watch(t0);
          var _ = load.meter(t0);
          var _ =
              new GuardWatch(
                  request.scenario().guards(),
                  context.prometheus(),
                  clock,
                  facts::add,
                  this::tripped,
                  facts::watcherFailed)) {
        new FaultSequence(
                context, request.scenario(), this::injector, load.phases(), request.method())
            .run(t0, load.end(t0));
        load.awaitEnd(t0);
      }
    }
  }

  /** Each fault draws its target from a stream of its own, whatever became of those before it. */
  private Injector injector(FaultSpec fault) {
    var lab = context.platform().lab();
    var journal = new Journal(lab.state());
    return new Injector(
        context.platform(),
        journal,
        new Watcher(lab, journal, context.programs().launcher()),
        new KillSwitch(lab.state()),
        context.facts()::add,
        context.clock(),
        seed.stream("target of " + fault.id()),
        context.folder().id(),
        request.force());
  }

  /** The run ends before anything is written: a full disk must not keep it going. */
  private void tripped(Event.GuardTripped event) {
    context.abort().because(event.noData() ? Abort.Cause.NO_DATA : Abort.Cause.GUARD);
    context.progress().warn("guard: " + event.promql() + ": " + event.detail());
    context.facts().add(event);
  }

  private void verify(Ledger ledger, boolean failed) {
    boolean interrupted =
        context.abort().cause().filter(c -> c == Abort.Cause.INTERRUPTED).isPresent();
    if (interrupted || (failed && ledger.entries().isEmpty())) {
      // The user wants to leave, or nothing was written; the report says that none was verified.
      return;
    }
    try {
      new LedgerCheck(context.platform(), context.clock(), context.facts()::add)
          .verify(ledger, context.progress());
    } catch (LabctlException e) {
      if (e.exitCode() != ExitCode.INCONCLUSIVE) {
        throw e;
      }
      context.facts().problem("ledger", String.valueOf(e.getMessage()));
    }
  }

  /** Stops the run within half a second of the use of the kill switch. */
  private final class KillSwitchWatch implements AutoCloseable {
    private final KillSwitch killSwitch = new KillSwitch(context.platform().lab().state());
    private final Poller poller =
        new Poller(
            "kill-switch-watch", KILL_SWITCH_POLL, this::look, context.facts()::watcherFailed);

    private void look() {
      killSwitch
          .on()
          .filter(_ -> !context.abort().requested())
          .ifPresent(
              by -> {
                context.abort().because(Abort.Cause.HALTED);
                context.progress().warn("halted by " + by);
                context.facts().add(new Event.Halted(context.clock().instant(), by));
              });
    }

    @Override
    public void close() {
      poller.close();
    }
  }
}
