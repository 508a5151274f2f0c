package dev.labctl.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.labctl.exit.ExitCode;
import dev.labctl.lab.Details;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Platform;
import java.net.URI;
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
  /** A process of this machine; elsewhere an identity has no pid. */
  private static final Pattern PROCESS = Pattern.compile("\\d{1,18}@\\d+");

  private final Session session;

  StatusCommand(Session session) {
    this.session = session;
  }

  /** A member as printed. */
  record MemberRow(
      String member,
      String node,
      @Nullable String role,
      boolean healthy,
      @Nullable Double lagSeconds,
      @Nullable Integer timeline,
      @Nullable Long pid,
      @Nullable String identity,
      String endpoint,
      String detail,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable URI page) {}

  @Override
  public Integer call() {
    try (Platform platform = session.platform()) {
      List<MemberRow> rows = platform.members().stream().map(s -> row(s, platform)).toList();
      List<Details> details = platform.details();
      if (session.json()) {
        session.printJson(details.isEmpty() ? rows : json(rows, details));
      } else {
        table(rows);
        for (Details more : details) {
          session.print("");
          details(more);
        }
      }
      boolean healthy = rows.stream().allMatch(MemberRow::healthy);
      return (healthy ? ExitCode.PASS : ExitCode.FAILED).code();
    }
  }

  /** Members alone are a list; where there is more, each list has its name. */
  private static Map<String, Object> json(List<MemberRow> members, List<Details> details) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("members", members);
    details.forEach(d -> all.put(d.title(), d.rows()));
    return all;
  }

  private void details(Details details) {
    if (!details.rows().isEmpty()) {
      List<String> columns = List.copyOf(details.rows().getFirst().keySet());
      session.printTable(
          columns.stream().map(c -> c.toUpperCase(Locale.ROOT)).toList(),
          details.rows().stream()
              .map(row -> columns.stream().map(c -> String.valueOf(row.get(c))).toList())
              .toList());
    }
  }

  private void table(List<MemberRow> rows) {
    session.printTable(
        List.of("MEMBER", "NODE", "ROLE", "HEALTHY", "LAG", "PID", "ENDPOINT", ""),
        rows.stream().map(StatusCommand::cells).toList());
  }

  private static List<String> cells(MemberRow row) {
    String lag =
        row.lagSeconds() == null ? "-" : String.format(Locale.ROOT, "%.1fs", row.lagSeconds());
    return List.of(
        row.member(),
        row.node(),
        row.role() == null ? "-" : row.role(),
        row.healthy() ? "yes" : row.detail().equals(MemberState.SLOW) ? "?" : "NO",
        lag,
        row.pid() == null ? "-" : row.pid().toString(),
        row.endpoint(),
        row.detail().isEmpty() && row.page() != null ? row.page().toString() : row.detail());
  }

  private static MemberRow row(MemberState state, Platform platform) {
    String identity = state.identity();
    return new MemberRow(
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
        state.detail(),
        platform.lab().page(state.member()).orElse(null));
  }
}
