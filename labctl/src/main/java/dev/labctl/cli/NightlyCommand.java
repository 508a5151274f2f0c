package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.journal.Journal;
import dev.labctl.journal.Recovery;
import dev.labctl.lab.Finding;
import dev.labctl.lab.Platform;
import dev.labctl.progress.ConsoleProgress;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Screen;
import dev.labctl.report.RunReports;
import dev.labctl.report.model.Report;
import dev.labctl.run.Abort;
import dev.labctl.run.Interruption;
import dev.labctl.run.Nightly;
import dev.labctl.run.RunRequest;
import dev.labctl.run.Runner;
import dev.labctl.run.Scenarios;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code labctl nightly}. */
@Command(
    name = "nightly",
    description = {
      "The whole practice: doctor, up, scenarios, a rehearsal, index of reports, down.",
      "Ends with the worst exit code of its steps."
    },
    footer = {"", "Example:", "  labctl nightly --profile quick"})
final class NightlyCommand implements Callable<Integer> {
  /** How much of it. */
  enum Profile {
    quick(List.of(new Part("smoke", 1), new Part("viral", 0.3), new Part("failover", 1))),
    full(
        List.of(
            new Part("smoke", 1),
            new Part("baseline", 1),
            new Part("peak", 1),
            new Part("viral", 1),
            new Part("failover", 1)));

    private final List<Part> parts;

    Profile(List<Part> parts) {
      this.parts = parts;
    }
  }

  private record Part(String scenario, double timeScale) {
    String title() {
      return timeScale == 1 ? scenario : scenario + " at time scale " + timeScale;
    }
  }

  private static final String RUNBOOK = "postgres-primary-down";

  private final Session session;
  private final Launch launch;
  private final Rehearsals rehearsals;
  private final InstantSource clock;

  @Option(
      names = "--profile",
      defaultValue = "quick",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Profile profile = Profile.quick;

  NightlyCommand(Session session, Launch launch, Rehearsals rehearsals, InstantSource clock) {
    this.session = session;
    this.launch = launch;
    this.rehearsals = rehearsals;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    var abort = new Abort();
    try (Platform platform = session.platform();
        var _ = session.lock("nightly");
        var _ = new Interruption(() -> abort.because(Abort.Cause.INTERRUPTED));
        PrintStream log = log()) {
      // One line a step for the user; what the steps say themselves is in the log.
      Progress detail = new ConsoleProgress(log, false, Screen.NONE);
      return night(platform, detail, abort).code();
    }
  }

  private ExitCode night(Platform platform, Progress detail, Abort abort) {
    Nightly night = new Nightly(session.progress(), abort::requested);
    night.needed("doctor", () -> doctor(platform, detail)).needed("up", () -> up(platform, detail));
    for (Part part : profile.parts) {
      night.then(part.title(), () -> run(platform, detail, abort, () -> request(part)));
    }
    night.then(
        "rehearsal of " + RUNBOOK,
        () ->
            run(platform, detail, abort, () -> rehearsals.request(platform, RUNBOOK, false, null)));
    night.always("index of reports", this::index);
    night.always("down", () -> down(platform, detail));
    abort.cause().ifPresent(_ -> night.add(ExitCode.INTERRUPTED));
    session.print("reports: " + launch.reports().resolve("index.html"));
    return night.exitCode();
  }

  private static Nightly.PartEnded doctor(Platform platform, Progress detail) {
    platform.fix(detail);
    List<Finding> missing = platform.inspect().stream().filter(f -> !f.ok()).toList();
    String words =
        missing.stream()
            .map(f -> f.what() + ": " + f.actual() + "; " + f.nextStep())
            .collect(Collectors.joining("; "));
    return new Nightly.PartEnded(missing.isEmpty() ? ExitCode.PASS : ExitCode.MACHINE, words);
  }

  private Nightly.PartEnded up(Platform platform, Progress detail) {
    new Recovery(platform, new Journal(platform.lab().state()), clock).undoOpen(detail);
    int changed = session.up(platform, detail).changed().size();
    return new Nightly.PartEnded(
        ExitCode.PASS,
        "%d members, %d changes".formatted(platform.lab().members().size(), changed));
  }

  private RunRequest request(Part part) {
    return new RunRequest(
        new Scenarios(session.root()).read(part.scenario()),
        part.timeScale(),
        Scenarios.seed(null),
        false,
        RunRequest.Method.waiting());
  }

  private Nightly.PartEnded run(
      Platform platform, Progress detail, Abort abort, Supplier<RunRequest> request) {
    Runner.RunResult result = launch.run(platform, detail, request.get(), abort);
    Report report = result.report();
    String words =
        report.verdict()
            + (report.reasons().isEmpty() ? "" : ": " + String.join("; ", report.reasons()));
    return new Nightly.PartEnded(result.exitCode(), words);
  }

  private Nightly.PartEnded index() {
    new RunReports().writeIndex(launch.reports());
    return new Nightly.PartEnded(ExitCode.PASS, "");
  }

  private static Nightly.PartEnded down(Platform platform, Progress detail) {
    platform.down(false, detail);
    return new Nightly.PartEnded(ExitCode.PASS, "nothing left running");
  }

  private PrintStream log() {
    Path file = launch.reports().resolve("nightly.log");
    try {
      Files.createDirectories(launch.reports());
      return new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot write " + file + ": " + e.getMessage() + "; free space or make it writable", e);
    }
  }
}
