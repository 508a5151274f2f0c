package dev.labctl.report.render;

import dev.labctl.report.evaluate.PhaseCalendar;
import dev.labctl.report.evaluate.Saturation;
import dev.labctl.report.evaluate.Wording;
import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Environment;
import dev.labctl.report.model.Report.EnvironmentPhase;
import dev.labctl.report.model.Report.Judgement;
import dev.labctl.timeline.Event.RunbookStep;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code report.jte} shows.
 *
 * @param steps of a rehearsed runbook, empty without one
 * @param chartsJson safe inside a script element
 */
public record ReportPage(
    Report report,
    List<Failover> failovers,
    List<RunbookStep> steps,
    Charts charts,
    String chartsJson,
    Assets assets) {

  /** Style and script that are copied into the page: it must open without a network. */
  public record Assets(String css, String script) {}

  /** The verdict as a sentence for a reader who opens only the first screen. */
  public String headline() {
    // Clients may have noticed nothing of it; so the reader has to.
    return report.failingInstances().stream()
        .findFirst()
        .map(Wording::failing)
        .map(words -> Character.toUpperCase(words.charAt(0)) + words.substring(1))
        .orElseGet(this::verdict);
  }

  /**
   * "This machine was saturated during steady" with figures, and the other phases by name; empty
   * when it had room.
   */
  public String saturation() {
    Environment environment = report.environment();
    if (environment == null || environment.saturated().isEmpty()) {
      return "";
    }
    List<EnvironmentPhase> scarce =
        environment.phases().stream()
            .filter(p -> environment.saturated().contains(p.name()))
            .sorted(Comparator.comparingInt(ReportPage::prominence))
            .toList();
    EnvironmentPhase first = scarce.getFirst();
    List<String> others =
        scarce.stream()
            .skip(1)
            .map(EnvironmentPhase::name)
            .filter(n -> !n.equals(PhaseCalendar.ALL))
            .toList();
    return "This machine was saturated during "
        + first.name()
        + ": "
        + String.join(", ", Saturation.of(first))
        + (first.busy() == null
            ? ""
            : "; its processors were " + Wording.percent(first.busy()) + " busy")
        + (first.serviceCpu() == null
            ? ""
            : ", " + Wording.percent(first.serviceCpu()) + " of that with the shortener")
        + (others.isEmpty() ? "." : ". So it was during " + String.join(", ", others) + ".");
  }

  /** Steady state tells most of a machine, a single fault more than the mean of everything. */
  private static int prominence(EnvironmentPhase phase) {
    return switch (phase.name()) {
      case "steady" -> 0;
      case PhaseCalendar.ALL -> 2;
      default -> 1;
    };
  }

  private String verdict() {
    return switch (report.verdict()) {
      case PASS ->
          report.objectives().isEmpty()
              ? "The system healed as expected"
              : "The system kept its objectives";
      case FAIL ->
          broken(report.ledger())
              ? "The system lost or spoiled acknowledged writes"
              : report.objectives().stream().anyMatch(o -> o.verdict() == Judgement.FAIL)
                  ? "The system missed its objectives"
                  : "The system did not withstand the faults as expected";
      case INCONCLUSIVE -> "This run proves nothing either way";
      case ABORTED -> "The run was stopped before its end";
    };
  }

  private static boolean broken(Report.@Nullable LedgerResult ledger) {
    return ledger != null && ledger.lost() + ledger.duplicated() + ledger.wrongTarget() > 0;
  }

  /** Whether the control was measured. */
  public boolean hasControl() {
    return report.objectives().stream().anyMatch(o -> o.control() != null);
  }

  /** Objectives met, "7 of 8". */
  public String met() {
    long met = report.objectives().stream().filter(o -> o.verdict() == Judgement.PASS).count();
    return met + " of " + report.objectives().size();
  }

  /** Share of sent requests that failed; a dash without load. */
  public String failedRatio() {
    Long achieved = report.load().achieved();
    Long failed = report.load().failed();
    return achieved == null || failed == null || achieved == 0
        ? Format.NONE
        : Format.ratio((double) failed / achieved);
  }

  /** Longest time without writes over all faults. */
  public String longestWriteOutage() {
    return Format.time(
        report.faults().stream()
            .map(Report.FaultResult::writeOutageSeconds)
            .filter(java.util.Objects::nonNull)
            .max(Double::compare)
            .orElse(null));
  }

  /** Which side of its target an objective must stay on. */
  public String bound(Report.ObjectiveResult objective) {
    return switch (objective.sli()) {
      case "latency", "error-ratio" -> "≤";
      default -> "≥";
    };
  }

  /** The member or node that a fault hit, or what it was aimed at. */
  public String hit(Report.FaultResult fault) {
    if (fault.member() != null) {
      return fault.member();
    }
    return fault.node() == null ? fault.target() : fault.node();
  }

  /** A chart's unit in words. */
  public String unit(Charts.Chart chart) {
    return switch (chart.unit()) {
      case "/s" -> "requests per second";
      case "ms" -> "milliseconds";
      case "B" -> "bytes";
      default -> chart.unit();
    };
  }
}
