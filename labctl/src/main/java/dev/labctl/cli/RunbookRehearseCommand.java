package dev.labctl.cli;

import dev.labctl.runbook.Runbook;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code labctl runbook rehearse}. */
@Command(
    name = "rehearse",
    description = {
      "Inject the runbook's fault, walk its steps against the live lab, and report the times.",
      "Ends with 1 when a step fails; the fault is undone in any case.",
      "Ends with 3, and breaks nothing, where the runbook needs what this lab does not have."
    },
    footer = {"", "Example:", "  labctl runbook rehearse postgres-primary-down"})
final class RunbookRehearseCommand implements Callable<Integer> {
  private final Rehearsals rehearsals;
  private final Launch launch;

  @Parameters(paramLabel = "RUNBOOK", description = "A name in runbooks/, or a file.")
  private String runbook = "";

  @Option(
      names = "--hidden",
      description = "Do not name the fault, and leave finding and mending it to you.")
  private boolean hidden;

  @Option(names = "--seed", paramLabel = "N", description = "Repeat a run's random choices.")
  private @Nullable Long seed;

  RunbookRehearseCommand(Rehearsals rehearsals, Launch launch) {
    this.rehearsals = rehearsals;
    this.launch = launch;
  }

  @Override
  public Integer call() {
    Runbook page = rehearsals.read(runbook);
    if (!page.hasFault() && !hidden) {
      return launch.walk(
          "runbook rehearse " + runbook,
          (platform, abort) -> rehearsals.walk(platform, page, abort));
    }
    return launch.run(
        hidden ? "rehearsal" : "runbook rehearse " + runbook,
        platform -> rehearsals.request(platform, runbook, hidden, seed));
  }
}
