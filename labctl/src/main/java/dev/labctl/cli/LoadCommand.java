package dev.labctl.cli;

import dev.labctl.run.RunRequest;
import dev.labctl.run.Scenarios;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code labctl load}. */
@Command(
    name = "load",
    description = "Run a scenario's load without its faults, and write the report.",
    footer = {"", "Example:", "  labctl load smoke"})
final class LoadCommand implements Callable<Integer> {
  private final Session session;
  private final Launch launch;

  @Parameters(paramLabel = "SCENARIO", description = "A name in scenarios/, or a file.")
  private String scenario = "";

  @Option(names = "--seed", paramLabel = "N", description = "Repeat a run's random choices.")
  private @Nullable Long seed;

  @Option(names = "--dry-run", description = "Read and check the scenario, and run nothing.")
  private boolean dryRun;

  LoadCommand(Session session, Launch launch) {
    this.session = session;
    this.launch = launch;
  }

  @Override
  public Integer call() {
    RunRequest request =
        new RunRequest(
            new Scenarios(session.root()).read(scenario).withoutFaults(),
            1,
            Scenarios.seed(seed),
            false,
            RunRequest.Method.waiting());
    if (dryRun) {
      session.print(Scenarios.describe(request));
      return 0;
    }
    return launch.run("load " + scenario, _ -> request);
  }
}
