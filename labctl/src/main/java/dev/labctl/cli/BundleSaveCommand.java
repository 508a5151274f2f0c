package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.lab.ImageBundles.Saved;
import dev.labctl.lab.Platform;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code labctl bundle save}. */
@Command(
    name = "save",
    description = {
      "Write every image that the manifests name, K3s and K3s' own into one file with checksums.",
      "The lab has to be up: only its nodes know what K3s itself runs."
    },
    footer = {"", "Example:", "  labctl -c k3s-docker bundle save lab.tar.gz"})
final class BundleSaveCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "FILE", description = "The file, a gzipped tar; replaced when there.")
  private Path file = Path.of("");

  BundleSaveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Platform platform = session.platform();
        var _ = session.lock("bundle save")) {
      Saved saved = BundleCommand.bundles(session, platform).save(file, session.progress());
      if (session.json()) {
        session.printJson(saved);
      } else {
        saved.images().forEach(session::print);
        session.print("%s: %d bytes".formatted(saved.file(), saved.bytes()));
      }
      return ExitCode.PASS.code();
    }
  }
}
