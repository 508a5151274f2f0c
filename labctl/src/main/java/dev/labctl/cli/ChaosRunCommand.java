package dev.labctl.cli;

import dev.labctl.chaos.Fault;
import dev.labctl.exit.LabctlException;
import dev.labctl.run.RunRequest;
import dev.labctl.run.Scenarios;
import dev.labctl.spec.Target;
import dev.labctl.yaml.Values;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code labctl chaos run}. */
@Command(
    name = "run",
    description = {
      "Inject one fault without load, undo it, and report what the probe saw.",
      "The undo is written down first: 'labctl chaos recover' finishes it after a crash."
    },
    footer = {"", "Example:", "  labctl chaos run node-freeze --for 20s"})
final class ChaosRunCommand implements Callable<Integer> {
  private final Session session;
  private final Launch launch;

  @Parameters(paramLabel = "FAULT", description = "As in labctl chaos list.")
  private String fault = "";

  @Option(
      names = "--target",
      paramLabel = "T",
      description = "The target (default: the fault's own).")
  private @Nullable String target;

  @Option(
      names = "--for",
      paramLabel = "D",
      description = "From injection to undo, such as 20s (default: the fault's own).")
  private @Nullable String length;

  @Option(names = "--seed", paramLabel = "N", description = "Repeat a run's random choices.")
  private @Nullable Long seed;

  @Option(
      names = "--force",
      description =
          "Inject also into a lab that may not survive it: a member missing, no quorum left.")
  private boolean force;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  ChaosRunCommand(Session session, Launch launch) {
    this.session = session;
    this.launch = launch;
  }

  @Override
  public Integer call() {
    Fault chosen = Fault.named(fault);
    Target meant = target == null ? chosen.defaultTarget() : Target.parse(target);
    RunRequest request =
        new RunRequest(
            Scenarios.oneFault(
                chosen, meant, Optional.ofNullable(length).map(ChaosRunCommand::duration)),
            1,
            Scenarios.seed(seed),
            force,
            RunRequest.Method.waiting());
    if (dryRun) {
      session.print(Scenarios.describe(request));
      return 0;
    }
    return launch.run("chaos run " + fault, _ -> request);
  }

  private static Duration duration(String text) {
    return Values.duration(text)
        .filter(Duration::isPositive)
        .orElseThrow(
            () ->
                LabctlException.usage(
                    "--for '%s': must be longer than 0s and at most 24h, such as 20s or 1m30s"
                        .formatted(text)));
  }
}
