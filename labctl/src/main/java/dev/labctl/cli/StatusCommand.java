package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Platform;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code labctl status}. */
@Command(
    name = "status",
    description = {
      "Show every member: node, role, health, lag, process, endpoint.",
      "Ends with 1 when one is not healthy."
    },
    footer = {"", "Example:", "  labctl status -o json"})
final class StatusCommand implements Callable<Integer> {
  private static final String ROW = "%-14s %-7s %-9s %-8s %-7s %-8s %-18s %s";

  private final Session session;

  StatusCommand(Session session) {
    this.session = session;
  }

  /** A member as printed. */
  record Row(
      String member,
      String node,
      @Nullable String role,
      boolean healthy,
      @Nullable Double lagSeconds,
      @Nullable Integer timeline,
      @Nullable Long pid,
      String endpoint,
      String detail) {}

  @Override
  public Integer call() {
    try (Platform platform = session.platform()) {
      List<Row> rows = platform.members().stream().map(s -> row(s, platform)).toList();
      if (session.json()) {
        session.printJson(rows);
      } else {
        table(rows);
      }
      boolean healthy = rows.stream().allMatch(Row::healthy);
      return (healthy ? ExitCode.PASS : ExitCode.FAILED).code();
    }
  }

  private void table(List<Row> rows) {
    session.print(
        ROW.formatted("MEMBER", "NODE", "ROLE", "HEALTHY", "LAG", "PID", "ENDPOINT", "")
            .stripTrailing());
    for (Row row : rows) {
      String lag =
          row.lagSeconds() == null ? "-" : String.format(Locale.ROOT, "%.1fs", row.lagSeconds());
      session.print(
          ROW.formatted(
                  row.member(),
                  row.node(),
                  row.role() == null ? "-" : row.role(),
                  row.healthy() ? "yes" : "NO",
                  lag,
                  row.pid() == null ? "-" : row.pid(),
                  row.endpoint(),
                  row.detail())
              .stripTrailing());
    }
  }

  /** Of a process of this machine; null for one in a pod. */
  private static @Nullable Long pid(String identity) {
    int at = identity.indexOf('@');
    return at < 0 ? null : Long.valueOf(identity.substring(0, at));
  }

  private static Row row(MemberState state, Platform platform) {
    String identity = state.identity();
    return new Row(
        state.member().name(),
        state.member().node().name(),
        state.role(),
        state.healthy(),
        state.lagSeconds(),
        state.timeline(),
        identity == null ? null : pid(identity),
        platform.lab().endpoint(state.member()),
        state.detail());
  }
}
