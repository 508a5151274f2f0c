package dev.labctl.cli;

import dev.labctl.chaos.Fault;
import dev.labctl.exit.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code labctl chaos list}. */
@Command(
    name = "list",
    description = "List the faults.",
    footer = {"", "Example:", "  labctl chaos list -o json"})
final class ChaosListCommand implements Callable<Integer> {
  private final Session session;

  ChaosListCommand(Session session) {
    this.session = session;
  }

  private record FaultRow(
      String name, String description, String defaultTarget, double lengthSeconds) {}

  @Override
  public Integer call() {
    List<Fault> faults = Fault.all();
    if (session.json()) {
      session.printJson(
          faults.stream()
              .map(
                  f ->
                      new FaultRow(
                          f.name(),
                          f.description(),
                          f.defaultTarget().toString(),
                          f.length().toMillis() / 1000.0))
              .toList());
    } else {
      session.printTable(
          List.of("FAULT", "DEFAULT TARGET", "FOR", "WHAT IT DOES"),
          faults.stream()
              .map(
                  f ->
                      List.of(
                          f.name(),
                          f.defaultTarget().toString(),
                          f.length().toSeconds() + "s",
                          f.description()))
              .toList());
    }
    return ExitCode.PASS.code();
  }
}
