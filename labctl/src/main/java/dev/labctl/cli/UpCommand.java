package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.journal.Journal;
import dev.labctl.journal.Recovery;
import dev.labctl.lab.LabLock;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Platform.UpResult;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code labctl up}. */
@Command(
    name = "up",
    description = "Start the lab and deploy the shortener; what is already right is left alone.",
    footer = {"", "Example:", "  labctl up --dry-run"})
final class UpCommand implements Callable<Integer> {
  private final Session session;
  private final InstantSource clock;

  @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = "Take every image from this bundle and ask no registry.")
  private @Nullable Path bundle;

  UpCommand(Session session, InstantSource clock) {
    this.session = session;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try (Platform platform = session.platform()) {
      UpResult result;
      if (dryRun) {
        // What it would load is no change of the lab; that it can be used is to be known now.
        if (bundle != null) {
          BundleCommand.insist(bundle, session, platform);
        }
        result = platform.plan();
      } else {
        try (LabLock lock = session.lock("up")) {
          // What a crashed run left stopped or powered off would not come up.
          new Recovery(platform, new Journal(session.state()), clock).undoOpen(session.progress());
          if (bundle != null) {
            BundleCommand.bundles(session, platform).load(bundle, session.progress());
          }
          result = session.up(platform, session.progress());
        }
      }
      print(result, platform);
      return ExitCode.PASS.code();
    }
  }

  private void print(UpResult result, Platform platform) {
    if (session.json()) {
      session.printJson(result);
      return;
    }
    result.changed().forEach(session::print);
    String verdict = dryRun ? "nothing would change" : "nothing to change";
    if (result.changed().isEmpty()) {
      session.print(verdict);
    }
    session.print("entry: " + platform.lab().entry());
  }
}
