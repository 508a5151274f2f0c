package dev.labctl.report.render;

import dev.labctl.timeline.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A run's events as rows of a Markdown table, in words. */
final class TimelineTable {
  private TimelineTable() {}

  static List<String> rows(List<Event> timeline) {
    var rows = new ArrayList<String>();
    rows.add("| Time (UTC) | What happened |");
    rows.add("|---|---|");
    timeline.stream()
        .sorted(Comparator.comparing(Event::at))
        .forEach(
            e ->
                rows.add(
                    "| " + Format.clock(e.at()) + " | " + words(e).replace("|", "\\|") + " |"));
    return rows;
  }

  private static String words(Event event) {
    return switch (event) {
      case Event.RunStarted e -> "run " + e.id() + " started";
      case Event.LoadStarted _ -> "measured load started";
      case Event.PhaseStarted e -> "phase " + e.phase();
      case Event.SteadyStateChecked e ->
          "steady state "
              + (e.held() ? "held" : "**did not hold**")
              + (e.fault() == null ? "" : " " + e.when() + " " + e.fault())
              + ": "
              + e.detail();
      case Event.FaultInjected e ->
          "**" + e.fault() + "**: " + e.kind() + " injected on " + e.target();
      case Event.FaultLanded e ->
          e.fault() + (e.landed() ? " landed: " : " **did not land**: ") + e.detail();
      case Event.FaultSkipped e -> e.fault() + " skipped: " + e.reason();
      case Event.Unavailable e -> e.what() + " left out on this platform: " + e.reason();
      case Event.FaultUndone e -> e.fault() + " undo " + e.undo() + ": " + e.detail();
      case Event.LeaderChanged e ->
          e.component()
              + " leader is now "
              + e.to()
              + (e.from() == null ? "" : ", was " + e.from());
      case Event.Redundant e -> "every member is back after " + e.fault();
      case Event.AlertFiring e -> "alert " + e.alert() + " fires";
      case Event.AlertResolved e -> "alert " + e.alert() + " resolved";
      case Event.OutageEnded e ->
          e.operation()
              + "s failed from "
              + Format.clock(e.from())
              + " to "
              + Format.clock(e.to())
              + " ("
              + e.failures()
              + " probes)";
      case Event.ProbeSummary e ->
          "probe: "
              + e.failedReads()
              + " of "
              + e.reads()
              + " reads and "
              + e.failedWrites()
              + " of "
              + e.writes()
              + " writes failed";
      case Event.GuardTripped e ->
          "guard tripped" + (e.noData() ? " for lack of data" : "") + ": " + e.promql();
      case Event.Halted e -> "kill switch used by " + e.by();
      case Event.Problem e -> "problem with " + e.source() + ": " + e.detail();
      case Event.RunbookStep e ->
          "runbook " + e.runbook() + ", step " + e.step() + " " + e.title() + ": " + e.outcome();
      case Event.LoadEnded e ->
          "load ended: " + e.achieved() + " of " + e.offered() + " requests sent";
      case Event.LedgerVerified e ->
          "ledger verified: "
              + e.verified()
              + " of "
              + e.acknowledged()
              + ", "
              + e.lost()
              + " lost";
      case Event.RunEnded e -> e.interrupted() ? "run interrupted" : "run ended";
    };
  }
}
