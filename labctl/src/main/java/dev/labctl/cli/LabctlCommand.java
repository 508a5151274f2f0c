package dev.labctl.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
final class LabctlCommand extends CommandGroup {
  @Mixin private final GlobalOptions options;

  LabctlCommand(GlobalOptions options) {
    this.options = options;
  }

  GlobalOptions options() {
    return options;
  }
}
