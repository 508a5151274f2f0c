package dev.labctl.run;

import dev.labctl.chaos.Fault;
import dev.labctl.chaos.Lever;
import dev.labctl.chaos.TargetResolver;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.journal.Journal;
import dev.labctl.journal.Recovery;
import dev.labctl.lab.Platform;
import dev.labctl.progress.Progress;
import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.report.RunReports;
import dev.labctl.report.StoredRun;
import dev.labctl.report.evaluate.InstanceFailures;
import dev.labctl.report.model.Report;
import dev.labctl.timeline.Event;
import dev.labctl.timeline.Timeline;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Runs a scenario from preconditions to report: what {@code run}, {@code load} and the rest share.
 */
public final class Runner {
  private final Platform platform;
  private final Progress progress;
  private final InstantSource clock;
  private final RunReports reports = new RunReports();
  private final Path reportsRoot;
  private final Programs programs;

  /**
   * @param reportsRoot the folder that runs are kept in
   */
  public Runner(
      Platform platform,
      Progress progress,
      InstantSource clock,
      Path reportsRoot,
      Programs programs) {
    this.platform = platform;
    this.progress = progress;
    this.clock = clock;
    this.reportsRoot = reportsRoot;
    this.programs = programs;
  }

  /** How a run ended and where its report is. */
  public record Result(ExitCode exitCode, RunFolder folder, Report report) {}

  /**
   * Runs it.
   *
   * @param abort ends it early when asked to
   * @throws LabctlException when nothing could be run, or an undo failed; the report of what was
   *     seen is written all the same
   */
  public Result run(RunRequest asked, Abort abort) {
    PlatformScenario fitted = PlatformScenario.to(platform, asked.scenario());
    RunRequest request = asked.with(fitted.scenario()).scaled();
    var targets = new TargetResolver(platform.lab(), new Random(request.seed()));
    request
        .scenario()
        .faults()
        .forEach(fault -> targets.check(Fault.named(fault.fault()), fault.target()));
    new Lever(platform.lab().state()).refuseIfPulled();
    if (!platform.running()) {
      throw LabctlException.machine(
          "the lab '"
              + platform.lab().spec().name()
              + "' is not up; start it with 'labctl up' and run again");
    }
    new Recovery(platform, new Journal(platform.lab().state()), clock).settle(progress);
    fitted.words().ifPresent(progress::warn);
    RunFolder folder = RunFolder.create(reportsRoot, request.scenario().name(), clock.instant());
    StoredRun.writeSpec(folder.path(), request.scenario(), platform.lab().spec());
    Optional<LabctlException> failure = observe(request, fitted.unavailable(), abort, folder);
    Report report = reports.write(folder.path());
    if (failure.isPresent()) {
      throw failure.get();
    }
    return new Result(exitCode(report, abort), folder, report);
  }

  private Optional<LabctlException> observe(
      RunRequest request, Map<String, String> unavailable, Abort abort, RunFolder folder) {
    try (var timeline = new Timeline(folder.timeline(), _ -> {});
        var prometheus = new PrometheusClient(platform.lab().prometheus())) {
      timeline.add(started(request, folder));
      unavailable.forEach(
          (what, reason) -> timeline.add(new Event.Unavailable(clock.instant(), what, reason)));
      Optional<LabctlException> failure = Optional.empty();
      try {
        new Run(
                new RunContext(
                    platform, progress, clock, timeline, prometheus, abort, folder, programs),
                request)
            .execute();
      } catch (LabctlException e) {
        timeline.add(new Event.Problem(clock.instant(), "labctl", String.valueOf(e.getMessage())));
        failure = Optional.of(e);
      }
      boolean interrupted = abort.cause().filter(c -> c == Abort.Cause.INTERRUPTED).isPresent();
      timeline.add(new Event.RunEnded(clock.instant(), interrupted));
      keepEvidence(request, folder, timeline.events());
      return failure;
    }
  }

  private void keepEvidence(RunRequest request, RunFolder folder, List<Event> timeline) {
    try (var step = progress.begin("evidence")) {
      var evidence =
          reports.collect(folder.path(), request.scenario(), timeline, platform.lab().prometheus());
      new LogKeeper(platform).keep(timeline, new InstanceFailures(evidence).all(), folder.logs());
      step.done(folder.id());
    }
  }

  private Event.RunStarted started(RunRequest request, RunFolder folder) {
    var lab = platform.lab();
    var host = Host.here();
    return new Event.RunStarted(
        clock.instant(),
        folder.id(),
        request.scenario().name(),
        lab.spec().name(),
        lab.spec().provider(),
        request.seed(),
        request.timeScale(),
        programs.version(),
        platform.versions(),
        host.cores(),
        host.memoryBytes());
  }

  private static ExitCode exitCode(Report report, Abort abort) {
    List<ExitCode> codes = new ArrayList<>();
    abort.cause().map(Abort.Cause::exitCode).ifPresent(codes::add);
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
    return ExitCode.worst(codes);
  }
}
