package dev.labctl.report.evaluate;

import static java.util.stream.Collectors.toSet;

import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.PrometheusAnswer;
import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Judgement;
import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Why a run proves nothing: absent or doubtful data never counts as a pass. */
final class Doubts {
  private static final long MIN_ACKNOWLEDGED = 200;

  private final Scenario scenario;
  private final RunFacts facts;
  private final Evidence evidence;
  private final ClientCounters client;
  private final List<String> reasons = new ArrayList<>();

  Doubts(Scenario scenario, RunFacts facts, Evidence evidence, ClientCounters client) {
    this.scenario = scenario;
    this.facts = facts;
    this.evidence = evidence;
    this.client = client;
  }

  List<String> reasons(
      List<Report.ObjectiveResult> objectives,
      List<Report.FaultResult> faults,
      List<Report.Skipped> skipped) {
    reasons.addAll(evidence.damage());
    facts
        .all(Event.GuardTripped.class)
        .filter(Event.GuardTripped::noData)
        .forEach(g -> reasons.add("a guard had no data: " + g.promql() + " (" + g.detail() + ")"));
    facts
        .all(Event.Problem.class)
        .forEach(p -> reasons.add(p.source() + " had a problem: " + p.detail()));
    facts
        .all(Event.SteadyStateChecked.class)
        .filter(s -> !s.held() && !s.when().equals("after"))
        .forEach(s -> reasons.add("the system was not in its steady state" + before(s)));
    evidence.failures().stream().limit(3).forEach(a -> reasons.add(failure(a)));
    load();
    objectives.stream()
        .filter(o -> o.verdict() == Judgement.INCONCLUSIVE)
        .forEach(o -> reasons.add(objective(o)));
    faults.forEach(this::fault);
    ledger();
    Set<String> unavailable =
        facts.all(Event.Unavailable.class).map(Event.Unavailable::what).collect(toSet());
    skipped.stream()
        .filter(s -> !unavailable.contains(s.what()))
        .forEach(s -> reasons.add(s.what() + " was skipped: " + s.reason()));
    if (scenario.faults().isEmpty() && unavailable.stream().anyMatch(w -> w.startsWith("fault "))) {
      reasons.add("none of the scenario's faults can be had on this platform");
    }
    return List.copyOf(reasons);
  }

  private static String before(Event.SteadyStateChecked check) {
    return (check.fault() == null ? " at the start" : " before " + check.fault())
        + ": "
        + check.detail();
  }

  private static String failure(PrometheusAnswer answer) {
    return "Prometheus did not answer the query '"
        + answer.id()
        + "' ("
        + answer.status().replaceFirst("^failed: ", "")
        + ")";
  }

  private void load() {
    if (scenario.load().streams().isEmpty()) {
      return;
    }
    Optional<Event.LoadEnded> end = facts.first(Event.LoadEnded.class);
    if (end.isEmpty()) {
      reasons.add("the load has no end: Gatling did not report its counts");
    } else if (end.get().exitCode() != 0) {
      reasons.add("Gatling ended with exit code " + end.get().exitCode() + "; it must be 0");
    } else {
      planned(end.get());
    }
    client
        .withNaN()
        .forEach(
            id ->
                reasons.add(
                    "Prometheus answered the query '%s' with NaN, which is no data".formatted(id)));
    if (!client.present()) {
      reasons.add("Prometheus has no client metrics of this run");
      return;
    }
    double achieved = client.achieved();
    if (achieved < Excuses.MIN_ACHIEVED) {
      reasons.add(
          "the load generator sent only "
              + percent(achieved)
              + " of the offered requests outside faults; it must be 99 % or more");
    }
  }

  /** A generator that never offered what was planned has also not measured it. */
  private void planned(Event.LoadEnded end) {
    double planned = Arrivals.of(scenario);
    double rounding = scenario.load().streams().size() * 2.0;
    if (end.offered() + rounding < planned * Excuses.MIN_ACHIEVED) {
      reasons.add(
          "the load generator offered "
              + end.offered()
              + " of "
              + Math.round(planned)
              + " planned requests; it must be 99 % or more");
    }
  }

  private String objective(Report.ObjectiveResult result) {
    String name = "objective " + result.id() + " cannot be judged: ";
    if (result.excuse() != null) {
      return name
          + Wording.value(result.sli(), result.actual())
          + " measured, target "
          + Wording.value(result.sli(), result.target())
          + ", but "
          + result.excuse();
    }
    if (result.actual() == null || result.coverage() == null) {
      return name + "no request was measured in phase " + result.phase();
    }
    if (result.coverage() < ObjectiveEvaluator.MIN_COVERAGE) {
      return name
          + "Prometheus saw "
          + percent(result.coverage())
          + " of phase "
          + result.phase()
          + "; it must be 95 % or more";
    }
    long needed =
        scenario.objectives().stream()
            .filter(o -> o.id().equals(result.id()))
            .mapToLong(ObjectiveEvaluator::samplesNeeded)
            .max()
            .orElse(1);
    return name
        + client.requests(Selection.of(result.stream(), result.phase()))
        + " samples in phase "
        + result.phase()
        + ", it needs "
        + needed;
  }

  private void fault(Report.FaultResult fault) {
    if (!fault.landed()) {
      reasons.add("fault " + fault.id() + " did not land on its target " + fault.target());
    }
    if (fault.undo().equals(Report.UNDO_UNKNOWN)) {
      reasons.add(
          "the run was cut off before it told whether fault "
              + fault.id()
              + " was undone; 'labctl chaos status' shows what is still open");
    }
    fault.expectations().stream()
        .filter(e -> e.verdict() == Judgement.INCONCLUSIVE && fault.landed())
        .forEach(
            e ->
                reasons.add(
                    "expectation "
                        + fault.id()
                        + "/"
                        + e.what()
                        + " was not measured"
                        + why(fault)));
  }

  private static String why(Report.FaultResult fault) {
    return fault.notes().stream()
        .filter(n -> n.contains("already"))
        .findFirst()
        .map(": "::concat)
        .orElse("");
  }

  private void ledger() {
    if (scenario.faults().isEmpty()) {
      return;
    }
    long acknowledged =
        facts.first(Event.LedgerVerified.class).map(Event.LedgerVerified::acknowledged).orElse(-1L);
    if (acknowledged < 0) {
      reasons.add("the ledger was not verified, so lost writes would not have been noticed");
    } else if (acknowledged < MIN_ACKNOWLEDGED) {
      reasons.add(
          "the ledger has "
              + acknowledged
              + " acknowledged writes; a run with faults needs "
              + MIN_ACKNOWLEDGED);
    }
  }

  static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.1f %%", Math.floor(ratio * 1000) / 10);
  }
}
