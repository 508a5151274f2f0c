package dev.labctl.run;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Endpoint;
import dev.labctl.lab.Lab;
import dev.labctl.load.GatlingProcess;
import dev.labctl.load.Link;
import dev.labctl.load.LoadPlan;
import dev.labctl.load.LoadPlanResolver;
import dev.labctl.load.PlanFolder;
import dev.labctl.load.Preloader;
import dev.labctl.process.Poller;
import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The load of a run: links made, Gatling started and told of phases, its end awaited. */
final class RunningLoad implements AutoCloseable {
  /** Links that only the warm-up asks for, so that measured links start cold. */
  private static final int WARMUP_LINKS = 20;

  private static final Duration PRELOAD_EACH_WITHIN = Duration.ofSeconds(20);
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration HEADSTART = Duration.ofSeconds(2);

  /** Without load there is only the probe, whose first writes have to be readable. */
  private static final Duration WITHOUT_LOAD = Duration.ofSeconds(3);

  /** Answers outstanding, two more scrapes, and Gatling's own end. */
  private static final Duration END_WITHIN = Duration.ofSeconds(30);

  private static final Duration ALIVE_POLL = Duration.ofMillis(500);

  private final RunContext context;
  private final Scenario scenario;
  private final @Nullable GatlingProcess gatling;
  private final PhaseBounds phases;

  /** From the run's clock to the wall's, which the generator reads once, at its start. */
  private volatile Duration toWall = Duration.ZERO;

  private RunningLoad(RunContext context, Scenario scenario, @Nullable GatlingProcess gatling) {
    this.context = context;
    this.scenario = scenario;
    this.gatling = gatling;
    this.phases =
        new PhaseBounds(
            context.clock(),
            context.facts()::add,
            (phase, at) -> {
              if (gatling != null && gatling.alive()) {
                gatling.phase(phase, at.plus(toWall));
              }
            });
  }

  /** Creates the links, empties the caches where the scenario says so, and starts Gatling. */
  static RunningLoad prepare(RunContext context, RunRequest request) {
    Scenario scenario = request.scenario();
    if (scenario.load().streams().isEmpty()) {
      return new RunningLoad(context, scenario, null);
    }
    var plan = new PlanFolder(context.folder().path().resolve("load"));
    List<Link> warmup;
    List<Link> links;
    try (var step = context.progress().begin("links")) {
      int count = scenario.load().preloadLinks();
      var preloader = new Preloader(context.platform().lab().entry(), PRELOAD_EACH_WITHIN);
      String run = context.folder().id();
      warmup = preloader.create(run, "warmup", WARMUP_LINKS, _ -> {});
      links =
          preloader.create(
              run, "link", count, n -> step.at(n / (double) count, n + " of " + count));
      step.done(count + " created");
    }
    if (scenario.load().caches() == Scenario.Caches.COLD) {
      try (var step = context.progress().begin("caches")) {
        context.platform().clearCaches();
        step.done("empty");
      }
    }
    Lab lab = context.platform().lab();
    LoadPlan resolved =
        new LoadPlanResolver()
            .resolve(
                scenario,
                lab.entry(),
                new Endpoint(lab.observer(), lab.spec().ports().gatling()),
                context.folder().id(),
                request.seed());
    plan.write(resolved, links, warmup);
    return new RunningLoad(context, scenario, startGatling(context, plan));
  }

  private static GatlingProcess startGatling(RunContext context, PlanFolder plan) {
    Path log = context.folder().logs().resolve("gatling.log");
    try (var step = context.progress().begin("load generator")) {
      var gatling = GatlingProcess.start(context.programs().generator(), plan, log);
      try {
        gatling.awaitReady(READY_WITHIN);
      } catch (LabctlException e) {
        gatling.close();
        throw e;
      }
      step.done("ready");
      return gatling;
    }
  }

  /**
   * Starts the warm-up.
   *
   * @return T0, when the measured load starts
   */
  Instant start() {
    if (gatling == null) {
      return context.clock().instant().plus(WITHOUT_LOAD);
    }
    Instant t0 = context.clock().instant().plus(scenario.load().warmup()).plus(HEADSTART);
    toWall = context.clock().step();
    gatling.begin(t0.plus(toWall));
    return t0;
  }

  /** Waits for T0; false when the run has to end before. */
  boolean awaitStart(Instant t0) {
    String what = gatling == null ? "first writes of the probe" : "warm-up";
    try (var step = context.progress().begin(what)) {
      boolean started = context.waitUntil(t0);
      step.done(started ? "" : "not to its end, the run ends");
      return started;
    }
  }

  /** Tells people how the load goes while it runs. */
  LoadMeter meter(Instant t0) {
    return new LoadMeter(context, t0, gatling == null ? Duration.ZERO : scenario.length());
  }

  PhaseBounds phases() {
    return phases;
  }

  /** When the load ends by its plan; without load there is no such limit to faults. */
  Instant end(Instant t0) {
    return gatling == null ? Instant.MAX : t0.plus(scenario.length());
  }

  /** Ends the run early when Gatling dies under faults: their effect would not be measured. */
  Poller watch(Instant t0) {
    return new Poller(
        "gatling-watch",
        ALIVE_POLL,
        () -> {
          if (gatling != null
              && !gatling.alive()
              && context.clock().instant().isBefore(end(t0))
              && !context.abort().requested()) {
            context.abort().because(Abort.Cause.LOAD_FAILED);
            problem("Gatling ended before its load did; see logs/gatling.log");
          }
        },
        context.facts()::watcherFailed);
  }

  /** Waits for the load's planned end, or the run's early one. */
  void awaitEnd(Instant t0) {
    if (gatling == null) {
      return;
    }
    context.waitUntil(t0.plus(scenario.length()));
  }

  /**
   * Ends the load and writes what Gatling counted.
   *
   * @param failed whether the run has failed, so that the load is ended early
   */
  void finish(boolean failed) {
    if (gatling == null) {
      return;
    }
    if ((failed || context.abort().requested()) && gatling.alive()) {
      gatling.stop();
    }
    GatlingProcess.GatlingEnd result;
    try (var step = context.progress().begin("end of the load")) {
      result = gatling.awaitEnd(END_WITHIN);
      step.done("");
    } catch (LabctlException e) {
      problem(String.valueOf(e.getMessage()));
      result = new GatlingProcess.GatlingEnd(ExitCode.INCONCLUSIVE.code(), null);
    }
    var totals = result.totals();
    if (totals == null) {
      problem("Gatling ended with " + result.exitCode() + " and without its totals");
      totals = new GatlingProcess.Totals(0, 0, 0, 0);
    }
    context
        .facts()
        .add(
            new Event.LoadEnded(
                context.clock().instant(),
                result.exitCode(),
                totals.offered(),
                totals.achieved(),
                totals.dropped(),
                totals.failed()));
  }

  private void problem(String detail) {
    context.facts().problem("gatling", detail);
  }

  @Override
  public void close() {
    if (gatling != null) {
      gatling.close();
    }
  }
}
