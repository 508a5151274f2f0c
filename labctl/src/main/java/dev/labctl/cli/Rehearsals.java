package dev.labctl.cli;

import dev.labctl.chaos.Fault;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Platform;
import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.prometheus.PrometheusClient.QueryAnswer;
import dev.labctl.run.Abort;
import dev.labctl.run.LeftToTrainee;
import dev.labctl.run.RunRequest;
import dev.labctl.run.Scenarios;
import dev.labctl.run.WalkedRunbook;
import dev.labctl.runbook.Rehearsal;
import dev.labctl.runbook.RehearsalEnvironment;
import dev.labctl.runbook.Runbook;
import dev.labctl.runbook.RunbookFiles;
import dev.labctl.runbook.RunbookReader;
import dev.labctl.runbook.StepResult;
import dev.labctl.runbook.StepResult.StepOutcome;
import dev.labctl.spec.Scenario;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the run of a runbook's rehearsal: its fault, and its steps between injection and undo. */
final class Rehearsals {
  /** The watcher outside labctl undoes the fault after this, whatever a step waits for. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Needs are shell scripts. */
  private static final QueryAnswer NOT_ASKED = new QueryAnswer.Failed("not asked");

  private final Session session;
  private final Supplier<RunbookReader> reader;
  private final String path;

  Rehearsals(Session session, Supplier<RunbookReader> reader, String path) {
    this.session = session;
    this.reader = reader;
    this.path = path;
  }

  Runbook read(String nameOrPath) {
    return reader.get().read(new RunbookFiles(session.root()).find(nameOrPath));
  }

  RunRequest request(Platform platform, String nameOrPath, boolean hidden, @Nullable Long seed) {
    Runbook runbook = read(nameOrPath);
    if (!runbook.hasFault()) {
      throw LabctlException.usage(
          "runbook '%s' has no fault to be found: its own steps break what they mend; rehearse it without --hidden"
              .formatted(runbook.name()));
    }
    refuseUnmet(runbook, rehearsal(platform, _ -> NOT_ASKED, () -> false));
    Fault fault = Fault.named(runbook.fault());
    Scenario one = Scenarios.oneFault(fault, fault.defaultTarget(), Optional.of(LIMIT));
    return new RunRequest(
        one.named("rehearse-" + runbook.name()),
        1,
        Scenarios.seed(seed),
        false,
        hidden
            ? new LeftToTrainee(runbook.name(), LIMIT)
            : new WalkedRunbook(runbook, session.clusterArgument(), path));
  }

  /** Walks a page without a fault on the live lab; its own steps break what they mend. */
  ExitCode walk(Platform platform, Runbook runbook, Abort abort) {
    if (!platform.running()) {
      throw LabctlException.machine(
          "the lab '%s' is not up; start it with 'labctl up'"
              .formatted(platform.lab().spec().name()));
    }
    try (var prometheus = new PrometheusClient(platform.lab().prometheus())) {
      Rehearsal rehearsal = rehearsal(platform, prometheus::query, abort::requested);
      refuseUnmet(runbook, rehearsal);
      List<StepResult> results = rehearsal.run(runbook, step -> step.tell(session.progress()));
      boolean passed = results.stream().allMatch(r -> r.outcome() == StepOutcome.PASSED);
      if (session.json()) {
        session.printJson(results.stream().map(Rehearsals::row).toList());
      } else {
        session.print((passed ? "PASS " : "FAIL ") + runbook.name());
      }
      List<ExitCode> codes = new ArrayList<>(List.of(passed ? ExitCode.PASS : ExitCode.FAILED));
      // No guard and no load: only a signal ends it early.
      abort.cause().ifPresent(_ -> codes.add(ExitCode.INTERRUPTED));
      return ExitCode.worst(codes);
    }
  }

  private record StepRow(int number, String step, String outcome, double seconds, String detail) {}

  private static StepRow row(StepResult result) {
    return new StepRow(
        result.number(),
        result.step().title(),
        result.outcome().word(),
        result.took().toMillis() / 1000.0,
        result.detail());
  }

  private Rehearsal rehearsal(
      Platform platform, Function<String, QueryAnswer> prometheus, BooleanSupplier stopped) {
    return new Rehearsal(
        RehearsalEnvironment.of(platform, session.clusterArgument(), path),
        prometheus,
        InstantSource.system(),
        stopped);
  }

  private static void refuseUnmet(Runbook runbook, Rehearsal rehearsal) {
    rehearsal
        .unmet(runbook)
        .ifPresent(
            reason -> {
              throw LabctlException.machine(
                  "runbook '%s' is skipped, it cannot be rehearsed here: %s"
                      .formatted(runbook.name(), reason));
            });
  }
}
