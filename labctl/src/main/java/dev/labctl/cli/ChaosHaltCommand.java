package dev.labctl.cli;

import dev.labctl.chaos.KillSwitch;
import dev.labctl.exit.ExitCode;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code labctl chaos halt}; takes no lock, for it must work while a run holds it. */
@Command(
    name = "halt",
    description = {
      "Use the kill switch: running experiments stop and undo, new ones are refused (exit 4)."
    },
    footer = {"", "Example:", "  labctl chaos halt --release"})
final class ChaosHaltCommand implements Callable<Integer> {
  private final Session session;
  private final InstantSource clock;

  @Option(names = "--release", description = "Let experiments run again.")
  private boolean release;

  ChaosHaltCommand(Session session, InstantSource clock) {
    this.session = session;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    KillSwitch killSwitch = new KillSwitch(session.makeState());
    if (release) {
      session.print(killSwitch.release() ? "released: experiments may run" : "was not halted");
    } else {
      killSwitch.halt(
          System.getProperty("user.name", "somebody"),
          clock.instant().truncatedTo(ChronoUnit.SECONDS));
      session.print("halted; let experiments run again with 'labctl chaos halt --release'");
    }
    return ExitCode.PASS.code();
  }
}
