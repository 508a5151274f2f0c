package dev.labctl.report.evaluate;

import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Judgement;
import dev.labctl.timeline.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run proved to be wrong. */
final class ProvenFailures {
  private ProvenFailures() {}

  static List<String> reasons(
      RunFacts facts,
      List<Report.ObjectiveResult> objectives,
      List<Report.FaultResult> faults,
      Report.@Nullable LedgerResult ledger) {
    var reasons = new ArrayList<String>();
    faults.stream()
        .filter(f -> f.undo().equals("failed"))
        .forEach(f -> reasons.add("the undo of fault " + f.id() + " failed"));
    if (ledger != null) {
      count(reasons, ledger.lost(), "acknowledged writes were lost");
      count(reasons, ledger.duplicated(), "writes were duplicated");
      count(reasons, ledger.wrongTarget(), "links lead to a wrong target");
    }
    objectives.stream()
        .filter(o -> o.verdict() == Judgement.FAIL)
        .forEach(o -> reasons.add("objective " + o.id() + " missed: " + compare(o)));
    for (Report.FaultResult fault : faults) {
      fault.expectations().stream()
          .filter(e -> e.verdict() == Judgement.FAIL && e.actual() != null)
          .forEach(
              e ->
                  reasons.add(
                      "fault "
                          + fault.id()
                          + ": "
                          + Wording.measure(e.what(), e.actual())
                          + ", allowed "
                          + Wording.value(e.what(), e.limit())
                          + first(facts, fault.id(), e.what())));
    }
    facts
        .all(Event.RunbookStep.class)
        .filter(s -> s.outcome().equals("failed"))
        .forEach(
            s ->
                reasons.add(
                    "runbook " + s.runbook() + ", step " + s.step() + " failed: " + s.title()));
    facts
        .all(Event.SteadyStateChecked.class)
        .filter(s -> !s.held() && s.when().equals("after"))
        .forEach(
            s ->
                reasons.add(
                    "the system did not return to its steady state after "
                        + s.fault()
                        + ": "
                        + s.detail()));
    return reasons;
  }

  private static String first(RunFacts facts, String fault, String what) {
    Optional<String> operation =
        switch (what) {
          case "writeOutage" -> Optional.of("write");
          case "readOutage" -> Optional.of("read");
          default -> Optional.empty();
        };
    return operation
        .flatMap(o -> new Outages(facts).firstFailure(fault, o))
        .map("; the first failed with: "::concat)
        .orElse("");
  }

  private static void count(List<String> reasons, long count, String what) {
    if (count > 0) {
      reasons.add(count + " " + what + " (ledger)");
    }
  }

  private static String compare(Report.ObjectiveResult objective) {
    return Wording.value(objective.sli(), objective.actual())
        + " measured, target "
        + Wording.value(objective.sli(), objective.target());
  }
}
