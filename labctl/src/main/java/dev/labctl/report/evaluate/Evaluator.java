package dev.labctl.report.evaluate;

import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Judgement;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws the report's numbers and verdict from what was stored: the same input gives the same
 * report, today or in a year. No network, file or clock.
 */
public final class Evaluator {
  /** What a finished or broken-off run amounts to. */
  public Report evaluate(
      Scenario scenario, ClusterSpec cluster, List<Event> timeline, Evidence evidence) {
    RunFacts facts = RunFacts.of(timeline);
    PhaseCalendar phases = PhaseCalendar.of(scenario, facts);
    ClientCounters client = new ClientCounters(evidence);
    Coverage coverage = new Coverage(evidence, phases);
    EnvironmentEvaluator environment = new EnvironmentEvaluator(facts, evidence, client, phases);
    ObjectiveEvaluator judge =
        new ObjectiveEvaluator(
            facts.started().id(), client, phases, coverage, new Excuses(client, environment));
    boolean loaded = !scenario.load().streams().isEmpty();
    List<Report.ObjectiveResult> objectives =
        loaded ? scenario.objectives().stream().map(judge::evaluate).toList() : List.of();
    FaultEvaluator faultJudge =
        new FaultEvaluator(
            scenario,
            facts,
            evidence,
            client,
            ServedClients.of(evidence, coverage, HealthLimits.of(scenario)));
    List<Report.FaultResult> faults =
        facts.injections().stream().map(faultJudge::evaluate).toList();
    List<Report.Skipped> skipped = skipped(scenario, facts);
    Report.LedgerResult ledger =
        facts.first(Event.LedgerVerified.class).map(Evaluator::ledger).orElse(null);
    LoadEvaluator load = new LoadEvaluator(scenario, facts, client, phases);

    List<String> aborted = Aborts.reasons(facts);
    List<Report.FailingInstance> failing = new InstanceFailures(evidence).all();
    List<String> failures = new ArrayList<>(FailingInstances.failures(failing, facts));
    failures.addAll(ProvenFailures.reasons(facts, objectives, faults, ledger));
    List<String> doubts =
        new Doubts(scenario, facts, evidence, client).reasons(objectives, faults, skipped);
    Judgement verdict =
        !aborted.isEmpty()
            ? Judgement.ABORTED
            : !failures.isEmpty()
                ? Judgement.FAIL
                : !doubts.isEmpty() ? Judgement.INCONCLUSIVE : Judgement.PASS;
    var reasons = new ArrayList<>(aborted);
    reasons.addAll(failures);
    reasons.addAll(doubts);
    if (reasons.isEmpty()) {
      reasons.add(passed(objectives, faults, ledger));
    }
    List<Report.Outage> outages = outages(facts);
    reasons.addAll(FailingInstances.notices(failing, facts));
    outages.stream()
        .filter(o -> o.fault() == null)
        .map(Evaluator::unexplained)
        .forEach(reasons::add);
    return new Report(
        "labctl/v1",
        "Report",
        run(facts, cluster),
        verdict,
        List.copyOf(reasons),
        objectives,
        load.load(),
        load.cache(),
        load.skew(),
        faults,
        ledger,
        skipped,
        outages,
        failing,
        environment.environment(),
        incomplete(facts, evidence));
  }

  private static List<Report.Outage> outages(RunFacts facts) {
    Outages outages = new Outages(facts);
    return outages.all().stream()
        .map(
            o ->
                new Report.Outage(
                    o.operation(),
                    o.from(),
                    o.to(),
                    outages.seconds(o),
                    o.failures(),
                    o.firstFailure(),
                    outages.owner(o).map(Event.FaultInjected::fault).orElse(null),
                    outages.alsoDuring(o)))
        .toList();
  }

  private static String unexplained(Report.Outage outage) {
    return outage.operation()
        + "s failed for "
        + Wording.duration(outage.seconds())
        + " from "
        + Wording.clock(outage.from())
        + " on, while no fault was at work"
        + (outage.firstFailure() == null
            ? ""
            : "; the first failed with: " + outage.firstFailure());
  }

  /** What a reader must know to be missing before he reads on. */
  private static List<String> incomplete(RunFacts facts, Evidence evidence) {
    var missing = new ArrayList<>(evidence.damage());
    if (facts.first(Event.RunEnded.class).isEmpty()) {
      missing.add("the timeline has no end: labctl was killed during the run, or still runs");
    }
    return missing;
  }

  private static Report.RunInfo run(RunFacts facts, ClusterSpec cluster) {
    Event.RunStarted start = facts.started();
    return new Report.RunInfo(
        start.id(),
        start.scenario(),
        cluster.name(),
        cluster.provider(),
        start.at(),
        facts.ended(),
        start.seed(),
        start.timeScale(),
        start.labctlVersion(),
        new TreeMap<>(start.versions()),
        new Report.HostFacts(start.hostCores(), start.hostMemoryBytes()),
        pages(start.pages(), start.at(), facts.ended()));
  }

  /** The lab's pages as they show the run. */
  private static SortedMap<String, String> pages(
      @Nullable Map<String, String> pages, Instant from, Instant to) {
    var shown = new TreeMap<>(pages == null ? Map.<String, String>of() : pages);
    shown.replaceAll(
        (title, page) ->
            page.replace("{from}", Long.toString(from.toEpochMilli()))
                .replace("{to}", Long.toString(to.toEpochMilli())));
    return shown;
  }

  private static Report.LedgerResult ledger(Event.LedgerVerified l) {
    return new Report.LedgerResult(
        l.acknowledged(), l.verified(), l.lost(), l.duplicated(), l.wrongTarget(), l.unknown());
  }

  private static List<Report.Skipped> skipped(Scenario scenario, RunFacts facts) {
    var skipped = new ArrayList<Report.Skipped>();
    facts
        .all(Event.Unavailable.class)
        .forEach(u -> skipped.add(new Report.Skipped(u.what(), u.reason())));
    facts
        .all(Event.FaultSkipped.class)
        .forEach(s -> skipped.add(new Report.Skipped("fault " + s.fault(), s.reason())));
    Set<String> told =
        Stream.concat(
                facts.all(Event.FaultInjected.class).map(Event.FaultInjected::fault),
                facts.all(Event.FaultSkipped.class).map(Event.FaultSkipped::fault))
            .collect(Collectors.toSet());
    scenario.faults().stream()
        .filter(f -> !told.contains(f.id()))
        .forEach(
            f ->
                skipped.add(
                    new Report.Skipped("fault " + f.id(), "the run ended before its injection")));
    return skipped;
  }

  private static String passed(
      List<Report.ObjectiveResult> objectives,
      List<Report.FaultResult> faults,
      Report.@Nullable LedgerResult ledger) {
    var parts = new ArrayList<String>();
    if (!objectives.isEmpty()) {
      parts.add(Wording.count(objectives.size(), "objective") + " met");
    }
    if (!faults.isEmpty()) {
      parts.add(Wording.count(faults.size(), "fault") + " healed within the limits");
    }
    if (ledger != null) {
      parts.add("none of " + ledger.acknowledged() + " acknowledged writes lost or doubled");
    }
    return parts.isEmpty() ? "nothing failed; no objective was set" : String.join("; ", parts);
  }
}
