package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.lab.Finding;
import dev.labctl.lab.Platform;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code labctl doctor}. */
@Command(
    name = "doctor",
    description = {
      "Check that this machine can run the lab: programs and versions, ports, memory, clock,"
          + " rights.",
      "Ends with 3 when something is missing."
    },
    footer = {"", "Example:", "  labctl doctor --fix"})
final class DoctorCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--fix",
      description = "Install missing packages (Debian, Ubuntu), starting none of their services.")
  private boolean fix;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Platform platform = session.platform()) {
      if (fix) {
        platform.fix(session.progress());
      }
      List<Finding> findings = platform.inspect();
      if (session.json()) {
        session.printJson(findings);
      } else {
        for (Finding finding : findings) {
          session.print(
              "%-7s %-22s %s%s"
                  .formatted(
                      finding.ok() ? "ok" : "MISSING",
                      finding.what(),
                      finding.actual(),
                      finding.ok() ? "" : "; " + finding.nextStep()));
        }
      }
      boolean ok = findings.stream().allMatch(Finding::ok);
      return (ok ? ExitCode.PASS : ExitCode.MACHINE).code();
    }
  }
}
