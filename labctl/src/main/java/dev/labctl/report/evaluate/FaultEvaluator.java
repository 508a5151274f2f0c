package dev.labctl.report.evaluate;

import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.Queries;
import dev.labctl.report.evidence.Series;
import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Outcome;
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
  private final Health health;
  private final Outages outages;
  private final boolean measured;

  FaultEvaluator(
      Scenario scenario, RunFacts facts, Evidence evidence, ClientCounters client, Health health) {
    this.scenario = scenario;
    this.facts = facts;
    this.evidence = evidence;
    this.client = client;
    this.health = health;
    this.outages = new Outages(facts);
    this.measured = client.present();
  }

  Report.Fault evaluate(FaultInjected fault) {
    Instant next = facts.nextInjection(fault);
    Interval window = new Interval(fault.at(), next);
    boolean landed =
        ofFault(Event.FaultLanded.class, fault, Event.FaultLanded::fault)
            .map(Event.FaultLanded::landed)
            .orElse(false);
    Optional<Event.FaultUndone> undone =
        ofFault(Event.FaultUndone.class, fault, Event.FaultUndone::fault);
    Optional<Event.AlertFiring> alert =
        facts
            .all(Event.AlertFiring.class)
            .filter(a -> window.contains(a.at()) && fault.alerts().contains(a.alert()))
            .findFirst();
    Instant redundant =
        ofFault(Event.Redundant.class, fault, Event.Redundant::fault).map(Event::at).orElse(null);
    Instant detected = alert.map(Event::at).orElse(null);
    Instant healthy = measured ? health.healthyAt(fault.at(), healthSearchEnd(next)) : null;
    Selection requests = Selection.fault(fault.fault());
    Long errors = measured ? client.errors(requests) : null;
    Double writes = outages.seconds(fault, "write");
    Double reads = outages.seconds(fault, "read");
    return new Report.Fault(
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
        promoted(fault, window),
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
        undone.map(Event.FaultUndone::undo).orElse("failed"),
        expectations(fault, landed, writes, reads, requests));
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

  private static Stream<Instant> firstIncrease(Series errors) {
    return errors.values().entrySet().stream()
        .filter(e -> e.getValue() > 0)
        .map(Map.Entry::getKey)
        .limit(1)
        .map(Instant::ofEpochSecond);
  }

  /** Node faults are told by Postgres, whose failover takes longest. */
  private @Nullable Instant promoted(FaultInjected fault, Interval window) {
    String component =
        fault.kind().startsWith("redis-")
            ? "redis"
            : fault.kind().startsWith("postgres-") || fault.kind().startsWith("node-")
                ? "postgres"
                : "";
    return facts
        .all(Event.LeaderChanged.class)
        .filter(l -> l.component().equals(component) && window.contains(l.at()))
        .map(Event::at)
        .findFirst()
        .orElse(null);
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
            .findFirst();
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
              judge(judged, "writeOutage", seconds(limits.writeOutage()), writes, landed);
              judge(judged, "readOutage", seconds(limits.readOutage()), reads, landed);
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
      boolean landed) {
    if (limit == null) {
      return;
    }
    Outcome outcome =
        actual == null || !landed
            ? Outcome.INCONCLUSIVE
            : actual <= limit ? Outcome.PASS : Outcome.FAIL;
    judged.add(new Report.Expectation(what, limit, actual, outcome));
  }
}
