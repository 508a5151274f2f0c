package dev.labctl.cli;

import dev.labctl.chaos.KillSwitch;
import dev.labctl.exit.ExitCode;
import dev.labctl.journal.Journal;
import dev.labctl.journal.Obligation;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code labctl chaos status}; takes no lock. */
@Command(
    name = "status",
    description = "Show the faults that are not undone yet, and whether the kill switch is on.",
    footer = {"", "Example:", "  labctl chaos status"})
final class ChaosStatusCommand implements Callable<Integer> {
  private final Session session;

  ChaosStatusCommand(Session session) {
    this.session = session;
  }

  private record ChaosState(@Nullable String halted, List<Obligation> open) {}

  @Override
  public Integer call() {
    Path state = session.state();
    ChaosState shown =
        new ChaosState(new KillSwitch(state).on().orElse(null), new Journal(state).unsettled());
    if (session.json()) {
      session.printJson(shown);
      return ExitCode.PASS.code();
    }
    session.print(shown.halted() == null ? "not halted" : "halted by " + shown.halted());
    if (shown.open().isEmpty()) {
      session.print("no fault is open");
    }
    for (Obligation open : shown.open()) {
      session.print(
          "%s on %s since %s, to be undone by %s"
              .formatted(open.fault(), open.target(), open.at(), open.due()));
    }
    return ExitCode.PASS.code();
  }
}
