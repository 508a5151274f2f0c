package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import dev.labctl.lab.Details;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code labctl status}. */
@Command(
    name = "status",
    description = {
      "Show every member: node, role, health, lag, process, endpoint.",
      "On K3s also nodes, pods and certificates.",
      "Ends with 1 when one is not healthy."
    },
    footer = {"", "Example:", "  labctl status -o json"})
final class StatusCommand implements Callable<Integer> {
  private static final String ROW = "%-14s %-7s %-9s %-8s %-7s %-8s %-18s %s";

  /** A process of this machine; elsewhere an identity has no pid. */
  private static final Pattern PROCESS = Pattern.compile("\\d{1,18}@\\d+");

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
      @Nullable String identity,
      String endpoint,
      String detail) {}

  @Override
  public Integer call() {
    try (Platform platform = session.platform()) {
      List<Row> rows = platform.members().stream().map(s -> row(s, platform)).toList();
      List<Details> details = platform.details();
      if (session.json()) {
        session.printJson(details.isEmpty() ? rows : json(rows, details));
      } else {
        table(rows);
        for (Details more : details) {
          session.print("");
          new DetailsTable(more).lines().forEach(session::print);
        }
      }
      boolean healthy = rows.stream().allMatch(Row::healthy);
      return (healthy ? ExitCode.PASS : ExitCode.FAILED).code();
    }
  }

  /** Members alone are a list; where there is more, each list has its name. */
  private static Map<String, Object> json(List<Row> members, List<Details> details) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("members", members);
    details.forEach(d -> all.put(d.title(), d.rows()));
    return all;
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

  private static Row row(MemberState state, Platform platform) {
    String identity = state.identity();
    return new Row(
        state.member().name(),
        state.member().node().name(),
        state.role(),
        state.healthy(),
        state.lagSeconds(),
        state.timeline(),
        identity == null || !PROCESS.matcher(identity).matches()
            ? null
            : Long.valueOf(identity.replaceFirst("@.*", "")),
        identity,
        platform.lab().endpoint(state.member()),
        state.detail());
  }
}
