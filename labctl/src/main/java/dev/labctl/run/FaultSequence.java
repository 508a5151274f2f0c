package dev.labctl.run;

import dev.labctl.chaos.Injection;
import dev.labctl.chaos.Injector;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.progress.Progress;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.timeline.Event;
import dev.labctl.watch.SteadyState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;

/**
 * A scenario's faults, one after the other: steady state, injection, undo, health, redundancy,
 * steady state. A fault waits for the steady state, so its {@code at} is the earliest instant.
 */
final class FaultSequence {
  /** Phase bounds are announced this long before they take effect. */
  private static final Duration AHEAD = Duration.ofMillis(300);

  private static final Duration STEADY_WITHIN = Duration.ofSeconds(60);
  private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(60);
  private static final Duration REDUNDANT_WITHIN = Duration.ofSeconds(120);

  private final RunContext context;
  private final Scenario scenario;
  private final Function<FaultSpec, Injector> injectors;
  private final PhaseBounds phases;
  private final RunRequest.Method method;
  private final SteadyState steadyState;
  private final ClientHealth health;

  FaultSequence(
      RunContext context,
      Scenario scenario,
      Function<FaultSpec, Injector> injectors,
      PhaseBounds phases,
      RunRequest.Method method) {
    this.context = context;
    this.scenario = scenario;
    this.injectors = injectors;
    this.phases = phases;
    this.method = method;
    this.steadyState =
        new SteadyState(
            scenario.steadyState(), context.prometheus(), context.clock(), context.facts()::add);
    this.health =
        new ClientHealth(context.prometheus(), context.clock(), context.folder().id(), scenario);
  }

  /**
   * Runs them all, or as many as the run may.
   *
   * @param t0 what offsets count from
   * @param loadEnd no fault is injected after it
   */
  void run(Instant t0, Instant loadEnd) {
    var inOrder = scenario.faults().stream().sorted(Comparator.comparing(FaultSpec::at)).toList();
    for (FaultSpec fault : inOrder) {
      if (!context.waitUntil(t0.plus(fault.at()))) {
        return;
      }
      one(fault, loadEnd);
    }
  }

  private void one(FaultSpec spec, Instant loadEnd) {
    boolean steady = steady(spec, "before");
    if (context.abort().requested()) {
      return;
    }
    if (!steady) {
      skip(spec, "the steady state was not reached within " + STEADY_WITHIN.toSeconds() + " s");
      return;
    }
    if (context.clock().instant().isAfter(loadEnd)) {
      skip(spec, "the load had ended before its turn");
      return;
    }
    injectors.apply(spec).prepare(spec).ifPresent(injection -> live(spec, injection));
  }

  /**
   * The life of an injection. Guards, the kill switch and an interruption cut its waits short, and
   * closing it undoes what is open then.
   */
  private void live(FaultSpec spec, Injection injection) {
    String name = method.hidden() ? "a fault" : spec.id();
    try (injection) {
      // In the journal, and watched from outside of labctl, before anything is changed.
      injection.promise();
      boolean landed = false;
      try (var step = begin(method.hidden() ? name : name + ": " + injection)) {
        if (context.waitUntil(phases.announce("fault:" + spec.id(), AHEAD))) {
          landed = injection.inject();
          step.done(landed ? "landed" : "did not land");
        } else {
          step.done("not injected, the run ends");
        }
      }
      if (landed) {
        method.during(injection.length(), context);
      }
      injection.undo();
      phases.announce("recovery:" + spec.id(), AHEAD);
      if (context.abort().requested()) {
        return;
      }
      try (var step = begin(name + ": recovery")) {
        boolean healthy = clientsHealthy();
        if (healthy) {
          phases.announce("steady", AHEAD);
        }
        boolean redundant = unlessEnded(() -> injection.awaitRedundant(REDUNDANT_WITHIN));
        step.done(
            (healthy ? "clients healthy" : "clients not healthy")
                + (redundant ? ", redundant" : ", redundancy not awaited: the run ends"));
      } catch (LabctlException e) {
        if (e.exitCode() != ExitCode.UNDO_FAILED) {
          throw e;
        }
        // The report says redundantAt: null; later faults wait for the steady state in vain.
        context.facts().problem("redundancy", message(e));
      }
      steady(spec, "after");
    }
  }

  private Progress.ProgressStep begin(String what) {
    return context.progress().begin(what);
  }

  /** Whether the steady state was reached in time, and the run goes on. */
  private boolean steady(FaultSpec spec, String when) {
    return context
        .abort()
        .unlessRequested(() -> steadyState.await(spec.id(), when, STEADY_WITHIN))
        .orElse(false);
  }

  private boolean clientsHealthy() {
    return scenario.load().streams().isEmpty()
        || health.await(context.clock().instant().plus(HEALTHY_WITHIN), context.abort());
  }

  /** Does a wait; false when the run ended before it did. */
  private boolean unlessEnded(Runnable wait) {
    return context
        .abort()
        .unlessRequested(
            () -> {
              wait.run();
              return true;
            })
        .orElse(false);
  }

  private void skip(FaultSpec spec, String reason) {
    context.progress().warn(spec.id() + " skipped: " + reason);
    context.facts().add(new Event.FaultSkipped(context.clock().instant(), spec.id(), reason));
    context.facts().problem("steady-state", spec.id() + ": " + reason);
  }

  private static String message(LabctlException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
