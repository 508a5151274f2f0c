package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.journal.Journal;
import dev.labctl.journal.Recovery;
import dev.labctl.lab.LabIdentity;
import dev.labctl.lab.LabLock;
import dev.labctl.lab.Platform;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code labctl down}. */
@Command(
    name = "down",
    description = "Stop the lab; its data stays for the next up.",
    footer = {"", "Example:", "  labctl down --purge"})
final class DownCommand implements Callable<Integer> {
  private final Session session;
  private final InstantSource clock;

  @Option(names = "--purge", description = "Forget its data and passwords too.")
  private boolean purge;

  @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
  private boolean dryRun;

  DownCommand(Session session, InstantSource clock) {
    this.session = session;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try (Platform platform = session.ending()) {
      if (dryRun) {
        String stop = platform.running() ? "would stop the lab" : "nothing runs";
        session.print(stop + (purge ? "; would forget its data" : ""));
        return ExitCode.PASS.code();
      }
      if (purge && !session.confirm("Forget the data and passwords of this lab?")) {
        session.progress().say("nothing was stopped or forgotten");
        return ExitCode.PASS.code();
      }
      try (LabLock lock = session.lock(platform, "down")) {
        platform.down(purge, session.progress());
        // What a crashed run left is moot now; its watcher ends when the journal says so.
        new Recovery(platform, new Journal(platform.lab().state()), clock)
            .undoOpen(session.progress());
        if (purge) {
          LabIdentity.forget(platform.lab().state());
        }
      }
      return ExitCode.PASS.code();
    }
  }
}
