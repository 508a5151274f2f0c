package dev.labctl.cli;

import dev.labctl.chaos.Fault;
import dev.labctl.exit.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code labctl chaos show}. */
@Command(
    name = "show",
    description = "Show what a fault does, takes and needs.",
    footer = {"", "Example:", "  labctl chaos show node-freeze"})
final class ChaosShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "FAULT", description = "Its name, as 'labctl chaos list' prints it.")
  private String fault = "";

  ChaosShowCommand(Session session) {
    this.session = session;
  }

  private record FaultDetails(
      String name,
      String description,
      String defaultTarget,
      String takes,
      double lengthSeconds,
      List<String> primitives,
      List<String> alerts,
      String landed,
      boolean healsByItself) {}

  @Override
  public Integer call() {
    Fault f = Fault.named(fault);
    FaultDetails shown =
        new FaultDetails(
            f.name(),
            f.description(),
            f.defaultTarget().toString(),
            f.takes().rule(),
            f.length().toMillis() / 1000.0,
            f.primitives(),
            f.alerts(),
            f.landed(),
            f.heals());
    if (session.json()) {
      session.printJson(shown);
    } else {
      session.print(f.name() + ": " + f.description());
      session.print("  default target  " + shown.defaultTarget());
      session.print("  takes           " + shown.takes());
      session.print("  default length  " + f.length().toSeconds() + " s");
      session.print("  landed when     " + shown.landed());
      session.print("  detected by     " + String.join(", ", shown.alerts()));
      session.print("  heals by itself " + (shown.healsByItself() ? "yes" : "no"));
    }
    return ExitCode.PASS.code();
  }
}
