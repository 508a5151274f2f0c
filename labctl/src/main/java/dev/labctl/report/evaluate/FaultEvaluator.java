package dev.labctl.report.evaluate;

import dev.labctl.prometheus.TimeSeries;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.Queries;
import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Judgement;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Expectations;
import dev.labctl.spec.Scenario.Sli;
import dev.labctl.timeline.Event;
import dev.labctl.timeline.Event.FaultInjected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one injected fault did: when the system noticed, healed, and what it cost the clients. */
final class FaultEvaluator {
  private static final double BUDGET_SECONDS = Duration.ofDays(30).toSeconds();

  private final Scenario scenario;
  private final RunFacts facts;
  private final Evidence evidence;
  private final ClientCounters client;
  private final ServedClients served;
  private final Outages outages;
  private final FaultReach reach;
  private final boolean measured;

  FaultEvaluator(
      Scenario scenario,
      RunFacts facts,
      Evidence evidence,
      ClientCounters client,
      ServedClients served) {
    this.scenario = scenario;
    this.facts = facts;
    this.evidence = evidence;
    this.client = client;
    this.served = served;
    this.outages = new Outages(facts);
    this.reach = new FaultReach(facts);
    this.measured = client.present();
  }

  Report.FaultResult evaluate(FaultInjected fault) {
    Instant next = facts.nextInjection(fault);
    Interval reached = reach.of(fault);
    boolean landed =
        ofFault(Event.FaultLanded.class, fault, Event.FaultLanded::fault)
            .map(Event.FaultLanded::landed)
            .orElse(false);
    Optional<Event.FaultUndone> undone =
        ofFault(Event.FaultUndone.class, fault, Event.FaultUndone::fault);
    Optional<Event.AlertFiring> alert =
        Detection.of(fault, reached, facts.all(Event.AlertFiring.class).toList());
    Instant redundant =
        ofFault(Event.Redundant.class, fault, Event.Redundant::fault).map(Event::at).orElse(null);
    Instant detected = alert.map(Event::at).orElse(null);
    Instant healthy = healthy(fault, reached, next);
    Selection requests = Selection.fault(fault.fault());
    Long errors = measured ? client.errors(requests) : null;
    Double writes = outages.seconds(fault, "write");
    Double reads = outages.seconds(fault, "read");
    return new Report.FaultResult(
        fault.fault(),
        fault.kind(),
        fault.target(),
        fault.node(),
        fault.member(),
        landed,
        fault.at(),
        firstError(fault, next),
        detected,
        alert.map(Event.AlertFiring::alert).orElse(null),
        promoted(fault, reached),
        outages.firstAckedWrite(fault),
        undone.map(Event::at).orElse(null),
        healthy,
        redundant,
        errors,
        reads,
        writes,
        Seconds.between(fault.at(), detected),
        Seconds.between(fault.at(), healthy),
        Seconds.between(fault.at(), redundant),
        budgetSpent(errors),
        undone.map(Event.FaultUndone::undo).orElse(undoUnseen()),
        expectations(fault, landed, writes, reads, requests),
        notes(fault));
  }

  /** A run that was cut off cannot tell; one that came to its end would have told. */
  private String undoUnseen() {
    return facts.first(Event.RunEnded.class).isPresent() ? "failed" : Report.UNDO_UNKNOWN;
  }

  private @Nullable Instant healthy(FaultInjected fault, Interval reached, Instant next) {
    if (!measured || outages.neverEnded(reached)) {
      return null;
    }
    return served.healthyAt(reached, outages.lastEnd(reached), healthSearchEnd(next));
  }

  /** What the figures alone do not show: an outage that goes over more than one fault. */
  private List<String> notes(FaultInjected fault) {
    var notes = new ArrayList<String>();
    for (String operation : List.of("write", "read")) {
      outages
          .openAtInjection(fault, operation)
          .ifPresent(
              o ->
                  notes.add(
                      operation
                          + "s were failing already since "
                          + Wording.clock(o.from())
                          + " and did until "
                          + Wording.end(o.to())
                          + "; that time is charged to "
                          + outages.owner(o).map(FaultInjected::fault).orElse("no fault")));
      outages.of(fault, operation).stream()
          .filter(o -> !outages.alsoDuring(o).isEmpty())
          .forEach(
              o ->
                  notes.add(
                      operation
                          + "s failed from "
                          + Wording.clock(o.from())
                          + " to "
                          + Wording.end(o.to())
                          + ", on into "
                          + String.join(", ", outages.alsoDuring(o))
                          + "; all of it is charged here, where it began"));
    }
    return notes;
  }

  private Instant healthSearchEnd(Instant next) {
    Instant loadEnd = facts.load(scenario).map(Interval::to).orElse(next);
    return loadEnd.isBefore(next) ? loadEnd : next;
  }

  private <E extends Event> Optional<E> ofFault(
      Class<E> kind, FaultInjected fault, java.util.function.Function<E, String> id) {
    return facts.all(kind).filter(e -> id.apply(e).equals(fault.fault())).findFirst();
  }

  private @Nullable Instant firstError(FaultInjected fault, Instant next) {
    Stream<Instant> probe =
        Stream.of("read", "write")
            .flatMap(operation -> outages.of(fault, operation).stream())
            .map(Event.OutageEnded::from);
    Stream<Instant> load =
        evidence.series(Queries.ERRORS_BY_PHASE_OVER_TIME).stream()
            .filter(s -> Selection.fault(fault.fault()).matches(s.labels()))
            .flatMap(FaultEvaluator::firstIncrease)
            .filter(at -> at.isBefore(next));
    return Stream.concat(probe, load)
        .map(at -> at.isBefore(fault.at()) ? fault.at() : at)
        .min(Instant::compareTo)
        .orElse(null);
  }

  private static Stream<Instant> firstIncrease(TimeSeries errors) {
    return errors.values().entrySet().stream()
        .filter(e -> e.getValue() > 0)
        .map(Map.Entry::getKey)
        .limit(1)
        .map(Instant::ofEpochSecond);
  }

  private @Nullable Instant promoted(FaultInjected fault, Interval reached) {
    String component = ledComponent(fault);
    return facts
        .all(Event.LeaderChanged.class)
        .filter(l -> l.component().equals(component) && reached.contains(l.at()))
        .map(Event::at)
        .findFirst()
        .orElse(null);
  }

  /**
   * The component of the member that was hit. A node hits several; their recovery is told by
   * Postgres, whose failover takes longest.
   */
  private static String ledComponent(FaultInjected fault) {
    String member = fault.member();
    return member == null || fault.target().startsWith("node")
        ? "postgres"
        : member.substring(0, Math.max(0, member.lastIndexOf('-')));
  }

  /** Share of a 30-day error budget at the scenario's mean rate that the fault's errors used. */
  private @Nullable Double budgetSpent(@Nullable Long errors) {
    double length = scenario.length().toMillis() / 1000.0;
    Optional<Double> allowed =
        scenario.objectives().stream()
            .filter(o -> o.stream() == null)
            .map(FaultEvaluator::allowedErrors)
            .filter(Objects::nonNull)
            .filter(a -> a > 0)
            // The strictest, in whatever order the objectives stand.
            .min(Double::compare);
    if (errors == null || length == 0 || allowed.isEmpty()) {
      return null;
    }
    double requests = Arrivals.of(scenario) / length * BUDGET_SECONDS;
    return requests == 0 ? null : Double.valueOf(errors / (allowed.get() * requests));
  }

  private static @Nullable Double allowedErrors(Scenario.Objective objective) {
    if (objective.sli() == Sli.ERROR_RATIO) {
      return objective.max();
    }
    return objective.sli() == Sli.AVAILABILITY && objective.min() != null
        ? Double.valueOf(1 - objective.min())
        : null;
  }

  private List<Report.Expectation> expectations(
      FaultInjected fault,
      boolean landed,
      @Nullable Double writes,
      @Nullable Double reads,
      Selection requests) {
    var judged = new ArrayList<Report.Expectation>();
    scenario.faults().stream()
        .filter(f -> f.id().equals(fault.fault()))
        .map(Scenario.FaultSpec::expect)
        .forEach(
            (Expectations limits) -> {
              judge(
                  judged,
                  "writeOutage",
                  seconds(limits.writeOutage()),
                  writes,
                  landed && outages.openAtInjection(fault, "write").isEmpty());
              judge(
                  judged,
                  "readOutage",
                  seconds(limits.readOutage()),
                  reads,
                  landed && outages.openAtInjection(fault, "read").isEmpty());
              judge(
                  judged,
                  "clientErrorRatio",
                  limits.clientErrorRatio(),
                  client.errorRatio(requests),
                  landed);
            });
    return judged;
  }

  private static @Nullable Double seconds(@Nullable Duration limit) {
    return limit == null ? null : Double.valueOf(Seconds.of(limit));
  }

  private static void judge(
      List<Report.Expectation> judged,
      String what,
      @Nullable Double limit,
      @Nullable Double actual,
      boolean told) {
    if (limit == null) {
      return;
    }
    Judgement outcome =
        actual == null || !told
            ? Judgement.INCONCLUSIVE
            : actual <= limit ? Judgement.PASS : Judgement.FAIL;
    judged.add(new Report.Expectation(what, limit, actual, outcome));
  }
}
