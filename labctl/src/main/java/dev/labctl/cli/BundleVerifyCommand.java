package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.lab.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code labctl bundle verify}. */
@Command(
    name = "verify",
    description = {
      "Check a bundle: each checksum, and that no image is missing that this lab names.",
      "Prints one line for each mismatch, and ends with 1 when there is one. Needs no cluster."
    },
    footer = {"", "Example:", "  labctl -c k3s-docker bundle verify lab.tar.gz"})
final class BundleVerifyCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "FILE", description = "A file that 'bundle save' wrote.")
  private Path file = Path.of("");

  BundleVerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Platform platform = session.platform()) {
      List<String> problems =
          BundleCommand.bundles(session, platform).verify(file, session.progress());
      if (session.json()) {
        session.printJson(problems);
      } else if (problems.isEmpty()) {
        session.print(file + ": whole");
      } else {
        problems.forEach(session::print);
      }
      return (problems.isEmpty() ? ExitCode.PASS : ExitCode.FAILED).code();
    }
  }
}
