package dev.labctl.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root: alone it does nothing. */
@Command(
    name = "labctl",
    mixinStandardHelpOptions = true,
    version = "labctl 0.1.0",
    scope = picocli.CommandLine.ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = false,
    usageHelpWidth = 100,
    description = "An SRE lab: a highly available system, load, failures, and an honest report.",
    footer = {"", "Example:", "  labctl nightly"})
final class LabctlCommand implements Runnable {
  @Mixin private final GlobalOptions options;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  private CommandSpec spec;

  LabctlCommand(GlobalOptions options) {
    this.options = options;
  }

  GlobalOptions options() {
    return options;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
