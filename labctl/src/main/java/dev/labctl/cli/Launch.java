package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.journal.Journal;
import dev.labctl.journal.Recovery;
import dev.labctl.lab.Platform;
import dev.labctl.progress.Progress;
import dev.labctl.report.model.Report;
import dev.labctl.run.Abort;
import dev.labctl.run.Interruption;
import dev.labctl.run.Programs;
import dev.labctl.run.RunRequest;
import dev.labctl.run.Runner;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Starts a run for a command: takes the lab, listens for signals, prints the verdict. */
final class Launch {
  private final Session session;
  private final InstantSource clock;

  Launch(Session session, InstantSource clock) {
    this.session = session;
    this.clock = clock;
  }

  /** Runs what {@code request} asks for on the session's lab, and prints how it ended. */
  int run(String command, Function<Platform, RunRequest> request) {
    try (Platform platform = session.platform();
        var _ = session.lock(command)) {
      Runner.RunResult result =
          interruptible(abort -> run(platform, session.progress(), request.apply(platform), abort));
      print(result);
      return result.exitCode().code();
    }
  }

  /** Does what needs the lab and makes no run of its own. */
  int walk(String command, BiFunction<Platform, Abort, ExitCode> work) {
    var abort = new Abort();
    try (Platform platform = session.platform();
        var _ = session.lock(command);
        var _ = new Interruption(() -> abort.because(Abort.Cause.INTERRUPTED))) {
      new Recovery(platform, new Journal(session.state()), clock).settle(session.progress());
      return work.apply(platform, abort).code();
    }
  }

  /** Runs one request; the caller has the lab, and whatever ends the run. */
  Runner.RunResult run(Platform platform, Progress progress, RunRequest request, Abort abort) {
    return new Runner(
            platform, progress, clock, reports(), Programs.in(session.root(), Main.VERSION))
        .run(request, abort);
  }

  /** Does work that a signal ends in order. */
  Runner.RunResult interruptible(Function<Abort, Runner.RunResult> work) {
    var abort = new Abort();
    try (var _ = new Interruption(() -> abort.because(Abort.Cause.INTERRUPTED))) {
      return work.apply(abort);
    }
  }

  Path reports() {
    return session.root().resolve("reports");
  }

  private void print(Runner.RunResult result) {
    Report report = result.report();
    Path html = result.folder().path().resolve("report.html");
    if (session.json()) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("run", result.folder().id());
      answer.put("verdict", report.verdict());
      answer.put("reasons", report.reasons());
      answer.put("report", html.toString());
      session.printJson(answer);
      return;
    }
    session.print(report.verdict() + " " + result.folder().id());
    report.reasons().forEach(reason -> session.print("  " + reason));
    session.print("report: " + html);
  }
}
