package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.journal.Journal;
import dev.labctl.journal.Obligation;
import dev.labctl.journal.Rescue;
import dev.labctl.lab.Platform;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code labctl chaos recover}. */
@Command(
    name = "recover",
    description = {
      "Undo what a crashed run left, and wait until every member is back.",
      "Does nothing when nothing is open; ends with 6 when an undo fails."
    },
    footer = {"", "Example:", "  labctl chaos recover"})
final class ChaosRecoverCommand implements Callable<Integer> {
  private final Session session;
  private final InstantSource clock;

  ChaosRecoverCommand(Session session, InstantSource clock) {
    this.session = session;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try (Platform platform = session.platform()) {
      Journal journal = new Journal(session.state());
      List<Obligation> undone =
          new Rescue(platform, journal, clock, () -> session.lock("chaos recover"))
              .run(session.progress());
      if (session.json()) {
        session.printJson(undone);
      } else {
        undone.forEach(o -> session.print("undone: " + o.fault() + " on " + o.target()));
        if (undone.isEmpty()) {
          session.print("nothing to undo");
        }
      }
      return ExitCode.PASS.code();
    }
  }
}
