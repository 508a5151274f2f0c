package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import dev.labctl.lab.Platform;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code labctl logs}. */
@Command(
    name = "logs",
    description = "Print the last lines of a member's log; times are UTC.",
    footer = {"", "Example:", "  labctl logs postgres-1 --lines 50"})
final class LogsCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "MEMBER", description = "As in labctl status: postgres-1, haproxy.")
  private String member = "";

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "100",
      description = "How many lines (default: ${DEFAULT-VALUE}).")
  private int lines;

  LogsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (lines < 1) {
      throw LabctlException.usage("--lines is %d; must be at least 1".formatted(lines));
    }
    try (Platform platform = session.platform()) {
      List<Member> members = platform.lab().members();
      Member chosen =
          members.stream()
              .filter(m -> m.name().equals(member))
              .findFirst()
              .orElseThrow(
                  () ->
                      LabctlException.usage(
                          "no member '%s'; must be one of %s"
                              .formatted(
                                  member,
                                  String.join(", ", members.stream().map(Member::name).toList()))));
      List<String> all = platform.log(chosen, Instant.EPOCH, Instant.MAX);
      List<String> last = all.subList(Math.max(0, all.size() - lines), all.size());
      if (session.json()) {
        session.printJson(last);
      } else {
        last.forEach(session::printRaw);
      }
      return ExitCode.PASS.code();
    }
  }
}
