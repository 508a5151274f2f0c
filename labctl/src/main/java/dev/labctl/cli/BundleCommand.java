package dev.labctl.cli;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.ImageBundles;
import dev.labctl.lab.Platform;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code labctl bundle}: alone it does nothing. */
@Command(
    name = "bundle",
    synopsisSubcommandLabel = "COMMAND",
    description = "Every image of the lab in one file, for machines that reach no registry.",
    footer = {"", "Example:", "  labctl -c k3s-docker bundle verify lab.tar.gz"})
final class BundleCommand extends CommandGroup {
  /** The command with those below it. */
  static CommandLine tree(Session session) {
    return new CommandLine(new BundleCommand())
        .addSubcommand(new BundleSaveCommand(session))
        .addSubcommand(new BundleVerifyCommand(session));
  }

  /** Those of the session's cluster; exit 2 where a lab needs no image. */
  static ImageBundles bundles(Session session, Platform platform) {
    return platform
        .bundles()
        .orElseThrow(
            () ->
                LabctlException.usage(
                    "cluster '%s' is of the provider '%s', which runs no images; take one on K3s: labctl -c k3s-docker bundle"
                        .formatted(session.clusterArgument(), platform.lab().spec().provider())));
  }

  /** Exit 2 with each mismatch when a bundle is not whole. */
  static void insist(Path file, Session session, Platform platform) {
    List<String> problems = bundles(session, platform).verify(file, session.progress());
    if (!problems.isEmpty()) {
      throw LabctlException.usage(
          "%s cannot be used:\n%s".formatted(file, String.join("\n", problems)));
    }
  }
}
