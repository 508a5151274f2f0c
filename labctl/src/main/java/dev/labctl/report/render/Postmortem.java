package dev.labctl.report.render;

import dev.labctl.report.evaluate.Wording;
import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Judgement;
import dev.labctl.timeline.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code postmortem.md}, a draft in the form of Google's SRE book: facts are filled in, what only
 * people can say is marked.
 */
public final class Postmortem {
  private static final String BLANK = "_To be written by people:_ ";

  /** The whole document. */
  public String render(Report report, List<Event> timeline) {
    var lines = new ArrayList<String>();
    Report.RunInfo run = report.run();
    lines.add("# Postmortem draft: " + run.scenario() + ", " + Format.date(run.startedAt()));
    lines.add("");
    lines.add(
        "- Status: draft, made by labctl " + run.labctlVersion() + " from run `" + run.id() + "`");
    lines.add("- Verdict: **" + report.verdict() + "**");
    lines.add("- Authors: " + BLANK + "names");
    section(lines, "Summary", summary(report));
    section(lines, "Impact", impact(report));
    section(
        lines,
        "Root causes",
        List.of(BLANK + "why the system behaved so, beyond the injected fault."));
    section(lines, "Trigger", trigger(report));
    section(lines, "Resolution", resolution(report));
    section(lines, "Detection", detection(report));
    section(lines, "Action items", actions(report));
    section(
        lines,
        "Lessons learned",
        List.of(
            "### What went well",
            "",
            bullet(well(report)),
            "",
            "### What went wrong",
            "",
            bullet(wrong(report)),
            "",
            "### Where we got lucky",
            "",
            "- " + BLANK + "luck is not a control."));
    section(lines, "Timeline", TimelineTable.rows(timeline));
    return String.join("\n", lines) + "\n";
  }

  private static void section(List<String> lines, String title, List<String> body) {
    lines.add("");
    lines.add("## " + title);
    lines.add("");
    lines.addAll(body);
  }

  private static String bullet(List<String> items) {
    return items.isEmpty()
        ? "- " + BLANK + "nothing was found in the data."
        : items.stream().map(i -> "- " + i).collect(Collectors.joining("\n"));
  }

  private static List<String> summary(Report report) {
    Report.RunInfo run = report.run();
    var lines = new ArrayList<String>();
    lines.add(
        "Scenario `"
            + run.scenario()
            + "` ran for "
            + Format.length(run.startedAt(), run.endedAt())
            + " on `"
            + run.cluster()
            + "` ("
            + run.provider()
            + ") with "
            + report.faults().size()
            + " injected fault(s). It ended "
            + report.verdict()
            + ":");
    lines.add("");
    report.incomplete().forEach(i -> lines.add("- **incomplete**: " + i));
    report.reasons().forEach(r -> lines.add("- " + r));
    return lines;
  }

  private static List<String> impact(Report report) {
    var lines = new ArrayList<String>();
    Report.LoadResult load = report.load();
    lines.add(
        load.achieved() == null
            ? "- Clients: no load was measured."
            : "- Clients: "
                + Format.count(load.failed())
                + " of "
                + Format.count(load.achieved())
                + " requests failed.");
    for (Report.FaultResult f : report.faults()) {
      lines.add(
          "- `"
              + f.id()
              + "`: "
              + Wording.measure("writeOutage", f.writeOutageSeconds())
              + ", "
              + Wording.measure("readOutage", f.readOutageSeconds())
              + ", "
              + Format.count(f.clientErrors())
              + " client errors, "
              + Format.ratio(f.budgetSpentRatio())
              + " of a 30-day error budget.");
    }
    report
        .faults()
        .forEach(f -> f.notes().forEach(n -> lines.add("- `" + f.id() + "`: " + n + ".")));
    for (Report.FailingInstance f : report.failingInstances()) {
      lines.add(
          "- `"
              + f.instance()
              + "`: "
              + Wording.failing(f)
              + ", from "
              + Format.clock(f.from())
              + " to "
              + Format.clock(f.to())
              + "."
              + (f.dependency() == null
                  ? ""
                  : " It did not ask " + f.dependency() + " meanwhile."));
      f.logLines().forEach(l -> lines.add("  - `" + l.replace('`', '\'') + "`"));
    }
    Report.LedgerResult ledger = report.ledger();
    lines.add(
        ledger == null
            ? "- Data: the ledger was not verified."
            : "- Data: of "
                + Format.count(ledger.acknowledged())
                + " acknowledged writes "
                + ledger.lost()
                + " were lost, "
                + ledger.duplicated()
                + " duplicated, "
                + ledger.wrongTarget()
                + " lead to a wrong target.");
    lines.add("- Business: " + BLANK + "what this would have meant for users.");
    return lines;
  }

  private static List<String> trigger(Report report) {
    return report.faults().isEmpty()
        ? List.of("No fault was injected; only load.")
        : report.faults().stream()
            .map(
                f ->
                    "- "
                        + Format.clock(f.injectedAt())
                        + " UTC: `"
                        + f.kind()
                        + "` on `"
                        + f.target()
                        + "`"
                        + (f.member() == null ? "" : " (" + f.member() + ")")
                        + (f.landed() ? "." : "; it was not seen to land."))
            .toList();
  }

  private static List<String> resolution(Report report) {
    return report.faults().isEmpty()
        ? List.of("Nothing to resolve.")
        : report.faults().stream()
            .map(
                f ->
                    "- `"
                        + f.id()
                        + "`: new leader after "
                        + since(f, f.promotedAt())
                        + ", first acknowledged write after "
                        + since(f, f.firstAckedWriteAt())
                        + ", clients healthy after "
                        + Format.offset(f.timeToRecoverSeconds())
                        + ", redundant after "
                        + Format.offset(f.timeToRedundancySeconds())
                        + "; undo: "
                        + f.undo()
                        + ".")
            .toList();
  }

  private static String since(
      Report.FaultResult fault, java.time.@org.jspecify.annotations.Nullable Instant at) {
    return fault.injectedAt() == null || at == null
        ? Format.NONE
        : Format.offset(java.time.Duration.between(fault.injectedAt(), at).toMillis() / 1000.0);
  }

  private static List<String> detection(Report report) {
    return report.faults().isEmpty()
        ? List.of("Nothing to detect.")
        : report.faults().stream()
            .map(
                f ->
                    f.detectedAt() == null
                        ? "- `" + f.id() + "`: no alert fired. " + BLANK + "should one have?"
                        : "- `"
                            + f.id()
                            + "`: alert "
                            + f.alert()
                            + " after "
                            + Format.offset(f.timeToDetectSeconds())
                            + ".")
            .toList();
  }

  private static List<String> actions(Report report) {
    var rows = new ArrayList<String>();
    rows.add("| Action | Type | Owner | Ticket |");
    rows.add("|---|---|---|---|");
    wrong(report).forEach(w -> rows.add("| " + w.replace("|", "\\|") + " | fix | ? | ? |"));
    rows.add("| " + BLANK + "what keeps this from happening again | prevent | ? | ? |");
    return rows;
  }

  private static List<String> well(Report report) {
    var items = new ArrayList<String>();
    report.objectives().stream()
        .filter(o -> o.verdict() == Judgement.PASS)
        .forEach(
            o ->
                items.add(
                    "objective `"
                        + o.id()
                        + "` held: "
                        + Wording.value(o.sli(), o.actual())
                        + ", target "
                        + Wording.value(o.sli(), o.target())));
    if (report.ledger() != null
        && report.ledger().lost() + report.ledger().duplicated() + report.ledger().wrongTarget()
            == 0) {
      items.add("no acknowledged write was lost, doubled or changed");
    }
    return items;
  }

  private static List<String> wrong(Report report) {
    return report.verdict() == Judgement.PASS ? List.of() : report.reasons();
  }
}
