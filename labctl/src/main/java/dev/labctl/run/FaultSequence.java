package dev.labctl.run;

import dev.labctl.chaos.Experiment;
import dev.labctl.chaos.Injector;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.timeline.Event;
import dev.labctl.watch.SteadyState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
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
    boolean steady =
        context
            .abort()
            .unlessRequested(() -> steadyState.await(spec.id(), "before", STEADY_WITHIN))
            .orElse(false);
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
    Optional<Experiment> prepared = injectors.apply(spec).prepare(spec);
    if (prepared.isEmpty()) {
      return;
    }
    try (Experiment experiment = prepared.get()) {
      inject(spec, experiment);
      experiment.undo();
      recover(spec, experiment);
    }
  }

  private void inject(FaultSpec spec, Experiment experiment) {
    String what =
        method.hidden()
            ? "a fault"
            : spec.id() + ": " + experiment.fault().name() + " on " + experiment.target();
    boolean landed;
    try (var step = context.progress().begin(what)) {
      Instant bound = phases.announce("fault:" + spec.id(), AHEAD);
      if (!context.waitUntil(bound)) {
        step.done("not injected, the run ends");
        return;
      }
      landed = experiment.inject();
      step.done(landed ? "landed" : "did not land");
    }
    if (landed) {
      method.during(experiment, context);
    }
  }

  private void recover(FaultSpec spec, Experiment experiment) {
    phases.announce("recovery:" + spec.id(), AHEAD);
    if (context.abort().requested()) {
      return;
    }
    String name = method.hidden() ? "a fault" : spec.id();
    try (var step = context.progress().begin(name + ": recovery")) {
      boolean healthy =
          scenario.load().streams().isEmpty()
              || health.await(context.clock().instant().plus(HEALTHY_WITHIN), context.abort());
      if (healthy) {
        phases.announce("steady", AHEAD);
      }
      boolean redundant =
          context
              .abort()
              .unlessRequested(
                  () -> {
                    experiment.awaitRedundant(REDUNDANT_WITHIN);
                    return true;
                  })
              .orElse(false);
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
    context.abort().unlessRequested(() -> steadyState.await(spec.id(), "after", STEADY_WITHIN));
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
