package dev.labctl.cli;

import dev.labctl.run.RunRequest;
import dev.labctl.run.Scenarios;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code labctl run}. */
@Command(
    name = "run",
    description = {
      "Run a scenario: load, faults, guards, verdict and report.",
      "Ends with 0 pass, 1 fail, 4 aborted, 5 inconclusive, 6 an undo failed, 130 interrupted."
    },
    footer = {"", "Example:", "  labctl run viral --time-scale 0.3"})
final class RunCommand implements Callable<Integer> {
  private final Session session;
  private final Launch launch;

  @Parameters(paramLabel = "SCENARIO", description = "A name in scenarios/, or a file.")
  private String scenario = "";

  @Option(
      names = "--time-scale",
      paramLabel = "F",
      defaultValue = "1",
      description = "Shorten load stages to this share, never faults (default: ${DEFAULT-VALUE}).")
  private double timeScale;

  @Option(names = "--seed", paramLabel = "N", description = "Repeat a run's random choices.")
  private @Nullable Long seed;

  @Option(
      names = "--force",
      description =
          "Inject also into a lab that may not survive it: a member missing, no quorum left.")
  private boolean force;

  @Option(names = "--dry-run", description = "Read and check the scenario, and run nothing.")
  private boolean dryRun;

  RunCommand(Session session, Launch launch) {
    this.session = session;
    this.launch = launch;
  }

  @Override
  public Integer call() {
    var scenarios = new Scenarios(session.root());
    RunRequest request =
        new RunRequest(
            scenarios.read(scenario),
            timeScale,
            Scenarios.seed(seed),
            force,
            RunRequest.Method.waiting());
    if (dryRun) {
      session.print(Scenarios.describe(request));
      return 0;
    }
    return launch.run("run " + scenario, _ -> request);
  }
}
