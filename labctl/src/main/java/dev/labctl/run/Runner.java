package dev.labctl.run;

import dev.labctl.chaos.Fault;
import dev.labctl.chaos.KillSwitch;
import dev.labctl.chaos.TargetResolver;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.journal.Journal;
import dev.labctl.journal.Recovery;
import dev.labctl.lab.Platform;
import dev.labctl.process.RunClock;
import dev.labctl.progress.Progress;
import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.prometheus.PrometheusClient.QueryAnswer;
import dev.labctl.report.RunReports;
import dev.labctl.report.StoredRun;
import dev.labctl.report.evaluate.InstanceFailures;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.model.Report;
import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import dev.labctl.timeline.Timeline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Runs a scenario from preconditions to report: what {@code run}, {@code load} and the rest share.
 */
public final class Runner {
  /** The clock's own discipline moves it by less. */
  private static final Duration STEP = Duration.ofMillis(500);

  private final Platform platform;
  private final Progress progress;
  private final InstantSource wall;
  private final RunReports reports = new RunReports();
  private final Path reportsRoot;
  private final Programs programs;

  /**
   * @param reportsRoot the folder that runs are kept in
   */
  public Runner(
      Platform platform,
      Progress progress,
      InstantSource wall,
      Path reportsRoot,
      Programs programs) {
    this.platform = platform;
    this.progress = progress;
    this.wall = wall;
    this.reportsRoot = reportsRoot;
    this.programs = programs;
  }

  /** How a run ended and where its report is. */
  public record RunResult(ExitCode exitCode, RunFolder folder, Report report) {}

  /**
   * Runs it.
   *
   * @param abort ends it early when asked to
   * @throws LabctlException when nothing could be run, or an undo failed; the report of what was
   *     seen is written all the same
   */
  public RunResult run(RunRequest asked, Abort abort) {
    PlatformScenario fitted = PlatformScenario.to(platform, asked.scenario());
    RunRequest request = asked.with(fitted.scenario()).scaled();
    var targets = new TargetResolver(platform.lab(), new Random(request.seed()));
    request
        .scenario()
        .faults()
        .forEach(fault -> targets.check(Fault.named(fault.fault()), fault.target()));
    new KillSwitch(platform.lab().state()).refuseIfOn();
    fitted.words().ifPresent(progress::warn);
    // Open from here to the report, so that people see at any time that labctl lives.
    try (var whole = progress.begin("the run")) {
      refuseUnlessUp();
      refuseConditions(request);
      new Recovery(platform, new Journal(platform.lab().state()), wall).settle(progress);
      RunResult result = run(request, fitted.unavailable(), abort);
      whole.done(result.report().verdict().toString());
      return result;
    }
  }

  private RunResult run(RunRequest request, Map<String, String> unavailable, Abort abort) {
    RunClock clock = RunClock.from(wall);
    RunFolder folder = RunFolder.create(reportsRoot, request.scenario().name(), clock.instant());
    StoredRun.writeSpec(folder.path(), request.scenario(), platform.lab().spec());
    var failures = new RunFailures();
    failures.attempt(() -> observe(request, unavailable, abort, folder, clock, failures));
    Optional<Report> report = failures.attempt(() -> report(folder));
    List<ExitCode> codes = new ArrayList<>();
    abort.cause().map(Abort.Cause::exitCode).ifPresent(codes::add);
    failures.throwIfAny(codes);
    report.ifPresent(r -> codes.addAll(codes(r)));
    return new RunResult(ExitCode.worst(codes), folder, report.orElseThrow());
  }

  private void refuseUnlessUp() {
    if (!platform.running()) {
      throw LabctlException.machine(
          "the lab '"
              + platform.lab().spec().name()
              + "' is not up; start it with 'labctl up' and run again");
    }
  }

  private Report report(RunFolder folder) {
    try (var step = progress.begin("report")) {
      Report report = reports.write(folder.path());
      step.done(folder.id());
      return report;
    }
  }

  /** What labctl let through, Prometheus itself may still refuse: a function too new for it. */
  private void refuseConditions(RunRequest request) {
    try (var prometheus = new PrometheusClient(platform.lab().prometheus())) {
      Scenario scenario = request.scenario();
      Stream.concat(
              scenario.steadyState().stream().map(Scenario.SteadyStateCheck::promql),
              scenario.guards().stream().map(Scenario.Guard::promql))
          .distinct()
          .forEach(
              promql -> {
                if (prometheus.query(promql)
                        instanceof QueryAnswer.Failed(String reason, boolean bad)
                    && bad) {
                  throw LabctlException.usage(
                      "%s: the lab's Prometheus refuses the condition '%s': %s; correct it"
                          .formatted(scenario.source(), promql, reason));
                }
              });
    }
  }

  private void observe(
      RunRequest request,
      Map<String, String> unavailable,
      Abort abort,
      RunFolder folder,
      RunClock clock,
      RunFailures failures) {
    try (var timeline = new Timeline(folder.timeline(), _ -> {});
        var prometheus = new PrometheusClient(platform.lab().prometheus())) {
      var facts = new Facts(timeline, clock, abort, progress);
      facts.add(started(request, folder, clock.instant()));
      unavailable.forEach(
          (what, reason) -> facts.add(new Event.Unavailable(clock.instant(), what, reason)));
      failures.attempt(
          () ->
              new Run(
                      new RunContext(
                          platform, progress, clock, facts, prometheus, abort, folder, programs),
                      request)
                  .execute());
      failures.words().forEach(words -> facts.problem("labctl", words));
      stepped(clock).ifPresent(words -> facts.problem("clock", words));
      boolean interrupted = abort.cause().filter(c -> c == Abort.Cause.INTERRUPTED).isPresent();
      facts.add(new Event.RunEnded(clock.instant(), interrupted));
      keepEvidence(request, folder, timeline.events(), facts, failures);
    }
  }

  /** The run's own instants agree among themselves; Prometheus and the members read the wall. */
  private static Optional<String> stepped(RunClock clock) {
    Duration step = clock.step();
    return step.abs().compareTo(STEP) < 0
        ? Optional.empty()
        : Optional.of(
            "the machine's clock was set by %d ms during the run; figures from Prometheus and logs are off by that"
                .formatted(step.toMillis()));
  }

  private void keepEvidence(
      RunRequest request,
      RunFolder folder,
      List<Event> timeline,
      Facts facts,
      RunFailures failures) {
    var lost = new RunFailures();
    try (var step = progress.begin("evidence")) {
      Optional<Evidence> evidence =
          lost.attempt(
              () ->
                  reports.collect(
                      folder.path(), request.scenario(), timeline, platform.lab().prometheus()));
      lost.attempt(
          () ->
              new LogKeeper(platform)
                  .keep(
                      timeline,
                      evidence.map(e -> new InstanceFailures(e).all()).orElse(List.of()),
                      folder.logs()));
      if (!lost.any()) {
        step.done("kept");
      }
    }
    lost.words().forEach(words -> facts.problem("evidence", words));
    failures.addAll(lost);
  }

  private Event.RunStarted started(RunRequest request, RunFolder folder, Instant now) {
    var lab = platform.lab();
    var host = Host.here();
    return new Event.RunStarted(
        now,
        folder.id(),
        request.scenario().name(),
        lab.spec().name(),
        lab.spec().provider(),
        request.seed(),
        request.timeScale(),
        programs.version(),
        platform.versions(),
        host.cores(),
        host.memoryBytes(),
        lab.pages());
  }

  private static List<ExitCode> codes(Report report) {
    List<ExitCode> codes = new ArrayList<>();
    if (report.faults().stream().anyMatch(f -> f.undo().equals("failed"))) {
      codes.add(ExitCode.UNDO_FAILED);
    }
    codes.add(
        switch (report.verdict()) {
          case PASS -> ExitCode.PASS;
          case FAIL -> ExitCode.FAILED;
          case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
          case ABORTED -> ExitCode.ABORTED;
        });
    return codes;
  }
}
