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
      "Check that this machine can run the lab: programs and versions, ports, cores, memory, disk,"
          + " limits, clock, rights.",
      "Ends with 3 when something is missing; a note costs figures, not the lab."
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
        session.printTable(
            List.of("", "WHAT", "FOUND"),
            findings.stream()
                .map(
                    f ->
                        List.of(
                            word(f),
                            f.what(),
                            f.actual() + (f.nextStep().isEmpty() ? "" : "; " + f.nextStep())))
                .toList());
      }
      boolean ok = findings.stream().allMatch(Finding::ok);
      return (ok ? ExitCode.PASS : ExitCode.MACHINE).code();
    }
  }

  private static String word(Finding finding) {
    if (!finding.ok()) {
      return "MISSING";
    }
    return finding.nextStep().isEmpty() ? "ok" : "note";
  }
}
