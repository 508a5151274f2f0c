package dev.labctl.run;

import dev.labctl.chaos.Injector;
import dev.labctl.chaos.Lever;
import dev.labctl.chaos.Watcher;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.journal.Journal;
import dev.labctl.ledger.Ledger;
import dev.labctl.ledger.LedgerCheck;
import dev.labctl.probe.Probe;
import dev.labctl.process.Poller;
import dev.labctl.report.StoredRun;
import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import dev.labctl.watch.AlertWatch;
import dev.labctl.watch.GuardWatch;
import dev.labctl.watch.LeaderWatch;
import dev.labctl.watch.MachineWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * What happens to the system between the first and the last fact of a run: load, probe, watchers
 * and faults, each opened here and closed in reverse, whatever ends the run.
 */
final class Run {
  private static final Duration LEVER_POLL = Duration.ofMillis(500);

  private final RunContext context;
  private final RunRequest request;

  Run(RunContext context, RunRequest request) {
    this.context = context;
    this.request = request;
  }

  /** Runs it; facts go to the timeline, the ledger to its file. */
  void execute() {
    var ledger = new Ledger(context.folder().id());
    try (RunningLoad load = RunningLoad.prepare(context, request)) {
      underWatch(load, ledger);
      load.finish();
    }
    verify(ledger);
  }

  private void underWatch(RunningLoad load, Ledger ledger) {
    Scenario scenario = request.scenario();
    var facts = context.timeline();
    var clock = context.clock();
    var random = new Random(request.seed());
    Instant t0 = load.start();
    try (var _ = new MachineWatch(context.folder().path().resolve(StoredRun.MACHINE), clock);
        var _ = new AlertWatch(context.platform().lab().alertmanager(), clock, facts::add);
        var _ = new LeaderWatch(context.platform(), clock, facts::add);
        var _ = new LeverWatch();
        var _ = new Probe(context.platform().lab().entry(), ledger, clock, random, facts::add)) {
      if (!context.abort().waitUntil(t0)) {
        return;
      }
      facts.add(new Event.LoadStarted(t0));
      load.phases().begin("steady", t0);
      // Guards look at the measured load; before T0 there is none.
      try (var _ = load.watch(t0);
          var _ = new GuardWatch(scenario.guards(), context.prometheus(), clock, this::tripped)) {
        new FaultSequence(context, scenario, injector(random), load.phases(), request.method())
            .run(t0, load.end(t0));
        load.awaitEnd(t0);
      }
    }
  }

  private Injector injector(Random random) {
    var lab = context.platform().lab();
    var journal = new Journal(lab.state());
    return new Injector(
        context.platform(),
        journal,
        new Watcher(lab, journal, context.programs().launcher()),
        new Lever(lab.state()),
        context.timeline()::add,
        context.clock(),
        random,
        context.folder().id(),
        request.force());
  }

  private void tripped(Event.GuardTripped event) {
    context.timeline().add(event);
    context.progress().warn("guard: " + event.promql() + ": " + event.detail());
    context.abort().because(event.noData() ? Abort.Cause.NO_DATA : Abort.Cause.GUARD);
  }

  private void verify(Ledger ledger) {
    if (context.abort().cause().filter(c -> c == Abort.Cause.INTERRUPTED).isPresent()) {
      // The user wants to leave; the report says that the ledger was not verified.
      ledger.write(context.folder().ledger());
      return;
    }
    try {
      new LedgerCheck(context.platform(), context.clock(), context.timeline()::add)
          .verify(ledger, context.progress());
    } catch (LabctlException e) {
      if (e.exitCode() != ExitCode.INCONCLUSIVE) {
        throw e;
      }
      context
          .timeline()
          .add(
              new Event.Problem(
                  context.clock().instant(), "ledger", String.valueOf(e.getMessage())));
    } finally {
      ledger.write(context.folder().ledger());
    }
  }

  /** Stops the run within half a second of somebody's pulling the lever. */
  private final class LeverWatch implements AutoCloseable {
    private final Lever lever = new Lever(context.platform().lab().state());
    private final Poller poller = new Poller("lever-watch", LEVER_POLL, this::look);

    private void look() {
      lever
          .pulled()
          .filter(_ -> !context.abort().requested())
          .ifPresent(
              by -> {
                context.timeline().add(new Event.Halted(context.clock().instant(), by));
                context.progress().warn("halted by " + by);
                context.abort().because(Abort.Cause.HALTED);
              });
    }

    @Override
    public void close() {
      poller.close();
    }
  }
}
