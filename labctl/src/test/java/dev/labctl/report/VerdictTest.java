package dev.labctl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.json.Json;
import dev.labctl.report.evidence.PrometheusAnswer;
import dev.labctl.report.evidence.Query.QueryKind;
import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Judgement;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Objective;
import dev.labctl.spec.Scenario.Sli;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.NullNode;

/**
 * Each rule of the contract that keeps absent or doubtful data from counting as a pass; in one
 * place, to be read beside the contract's list.
 */
class VerdictTest {
  private static final Instant LATE = FixtureRun.T0.plusSeconds(100);

  @Test
  void aRunThatMetEverythingPassesAndSaysWhat() {
    Report report = new FixtureRun().evaluate();

    assertThat(report.verdict()).isEqualTo(Judgement.PASS);
    assertThat(report.reasons())
        .singleElement()
        .asString()
        .contains("6 objectives met", "2 faults healed", "2428 acknowledged");
  }

  @Test
  void aMissedObjectiveFails() {
    Report report =
        withObjective(
                FixtureRun.objective("tight", Sli.LATENCY, "creates", 0.95, 0.001, null, "steady"))
            .evaluate();

    assertVerdict(report, Judgement.FAIL, "objective tight missed: 31 ms measured, target 1.0 ms");
  }

  @Test
  void aMissedExpectationFails() {
    Report report =
        new FixtureRun().replacing(outage(FixtureRun.KILL.plusMillis(10_051))).evaluate();

    assertVerdict(report, Judgement.FAIL, "kill-primary: 10.0 s without writes, allowed 10.0 s");
  }

  @Test
  void lostDuplicatedOrWrongWritesFail() {
    assertVerdict(ledger(1, 0, 0), Judgement.FAIL, "1 acknowledged writes were lost");
    assertVerdict(ledger(0, 2, 0), Judgement.FAIL, "2 writes were duplicated");
    assertVerdict(ledger(0, 0, 3), Judgement.FAIL, "3 links lead to a wrong target");
  }

  @Test
  void aCounterThatIsNaNIsNoData() {
    FixtureRun run = new FixtureRun();
    Map<String, String> labels =
        Map.of("stream", "redirects", "phase", "steady", "outcome", "error");

    assertVerdict(
        run.value("requests", labels, Double.NaN).evaluate(),
        Judgement.INCONCLUSIVE,
        "the query 'requests' with NaN, which is no data");
  }

  @Test
  void aFailedUndoFails() {
    Report report =
        new FixtureRun()
            .replacing(new Event.FaultUndone(LATE, "kill-primary", "failed", "node-2 is silent"))
            .evaluate();

    assertVerdict(report, Judgement.FAIL, "the undo of fault kill-primary failed");
  }

  @Test
  void aSystemThatDoesNotSettleAfterwardsFails() {
    Report report =
        new FixtureRun()
            .with(new Event.SteadyStateChecked(LATE, "kill-redis", "after", false, "0 of 3 up"))
            .evaluate();

    assertVerdict(report, Judgement.FAIL, "did not return to its steady state after kill-redis");
  }

  @Test
  void aFailedRunbookStepFails() {
    Report report =
        new FixtureRun()
            .with(new Event.RunbookStep(LATE, "postgres-down", 3, "Resume", "failed", "exit 1"))
            .evaluate();

    assertVerdict(report, Judgement.FAIL, "runbook postgres-down, step 3 failed: Resume");
  }

  @Test
  void aTrippedGuardAborts() {
    Report report =
        new FixtureRun()
            .with(new Event.GuardTripped(LATE, "errors > 50", false, "held 10 s", 1))
            .evaluate();

    assertVerdict(report, Judgement.ABORTED, "a guard stopped the run: errors > 50");
  }

  @Test
  void aGuardWithoutDataIsInconclusive() {
    Report report =
        new FixtureRun()
            .with(new Event.GuardTripped(LATE, "errors > 50", true, "no sample for 10 s", 1))
            .evaluate();

    assertVerdict(report, Judgement.INCONCLUSIVE, "a guard had no data: errors > 50");
  }

  @Test
  void theSafetyLeverAborts() {
    assertVerdict(
        new FixtureRun().with(new Event.Halted(LATE, "alice")).evaluate(),
        Judgement.ABORTED,
        "used by alice");
  }

  @Test
  void anInterruptionAborts() {
    assertVerdict(
        new FixtureRun().replacing(new Event.RunEnded(LATE.plusSeconds(60), true)).evaluate(),
        Judgement.ABORTED,
        "interrupted by a signal");
  }

  @Test
  void aKilledLabctlAborts() {
    assertVerdict(
        new FixtureRun().without(Event.RunEnded.class::isInstance).evaluate(),
        Judgement.ABORTED,
        "labctl was killed");
  }

  @Test
  void abortWinsOverFailureAndFailureOverDoubt() {
    var doubt = new Event.Problem(LATE, "prometheus", "stopped");
    var lost = new Event.LedgerVerified(LATE, 2428, 2427, 1, 0, 0, 0);
    var halted = new Event.Halted(LATE, "alice");

    assertThat(new FixtureRun().with(doubt).evaluate().verdict()).isEqualTo(Judgement.INCONCLUSIVE);
    assertThat(new FixtureRun().with(doubt).replacing(lost).evaluate().verdict())
        .isEqualTo(Judgement.FAIL);
    Report all = new FixtureRun().with(doubt, halted).replacing(lost).evaluate();
    assertThat(all.verdict()).isEqualTo(Judgement.ABORTED);
    assertThat(all.reasons()).hasSize(3);
  }

  @Test
  void aProblemOfTheToolsIsInconclusive() {
    assertVerdict(
        new FixtureRun().with(new Event.Problem(LATE, "gatling", "no READY")).evaluate(),
        Judgement.INCONCLUSIVE,
        "gatling had a problem: no READY");
  }

  @Test
  void gatlingsExitCodeMustBeZero() {
    assertVerdict(
        new FixtureRun()
            .replacing(new Event.LoadEnded(FixtureRun.T0.plusSeconds(123), 5, 6240, 6240, 0, 6))
            .evaluate(),
        Judgement.INCONCLUSIVE,
        "Gatling ended with exit code 5");
  }

  @Test
  void aLoadWithoutEndIsInconclusive() {
    assertVerdict(
        new FixtureRun().without(Event.LoadEnded.class::isInstance).evaluate(),
        Judgement.INCONCLUSIVE,
        "the load has no end");
  }

  @Test
  void aGeneratorThatOfferedTooLittleIsInconclusive() {
    assertVerdict(
        new FixtureRun()
            .replacing(new Event.LoadEnded(FixtureRun.T0.plusSeconds(123), 0, 3120, 3120, 0, 6))
            .evaluate(),
        Judgement.INCONCLUSIVE,
        "offered 3120 of 6240 planned requests");
  }

  @Test
  void arrivalsDroppedOutsideFaultsAreInconclusive() {
    assertVerdict(dropped("steady", 51), Judgement.INCONCLUSIVE, "sent only 98.9 % of the offered");
  }

  @Test
  void arrivalsDroppedDuringAFaultAreNot() {
    assertThat(dropped("fault:kill-primary", 51).verdict()).isEqualTo(Judgement.PASS);
  }

  @Test
  void tooFewSamplesForAQuantileAreInconclusive() {
    // 10 creates in the recovery phase; the 95th percentile needs 100.
    Report report =
        withObjective(
                FixtureRun.objective(
                    "few", Sli.LATENCY, "creates", 0.95, 1.0, null, "recovery:kill-primary"))
            .evaluate();

    assertVerdict(report, Judgement.INCONCLUSIVE, "objective few cannot be judged: 10 samples");
    assertThat(report.reasons()).anyMatch(r -> r.endsWith("it needs 100"));
  }

  @Test
  void aGapInPrometheusIsInconclusive() {
    var values = new ArrayList<List<Object>>();
    for (int s = 0; s <= FixtureRun.LENGTH; s++) {
      values.add(List.of(FixtureRun.T0.getEpochSecond() + s, s > 50 && s < 62 ? "0" : "1"));
    }
    Report report =
        new FixtureRun()
            .evidence(answer("gatling-up", QueryKind.RANGE, "matrix", Map.of("values", values)))
            .evaluate();

    assertVerdict(report, Judgement.INCONCLUSIVE, "Prometheus saw 90.8 % of phase all");
  }

  @Test
  void aQueryThatFailedIsInconclusive() {
    PrometheusAnswer lost =
        new PrometheusAnswer(
            "up-over-time",
            "up",
            QueryKind.RANGE,
            LATE,
            LATE,
            1,
            "failed: HTTP 503",
            NullNode.getInstance());

    assertVerdict(
        new FixtureRun().evidence(lost).evaluate(),
        Judgement.INCONCLUSIVE,
        "did not answer the query 'up-over-time' (HTTP 503)");
  }

  @Test
  void noClientMetricsAreInconclusiveAndNothingIsMadeUp() {
    Report report = new FixtureRun().withoutEvidence().evaluate();

    assertVerdict(report, Judgement.INCONCLUSIVE, "no client metrics");
    assertThat(report.objectives())
        .allSatisfy(o -> assertThat(o.actual()).as(o.id()).isNull())
        .allSatisfy(o -> assertThat(o.verdict()).isEqualTo(Judgement.INCONCLUSIVE));
    assertThat(report.faults()).allSatisfy(f -> assertThat(f.clientErrors()).isNull());
    assertThat(report.cache().hitRatio()).isNull();
  }

  @Test
  void fewerThanTwoHundredAcknowledgementsAreInconclusive() {
    Report report =
        new FixtureRun()
            .replacing(new Event.LedgerVerified(LATE.plusSeconds(30), 199, 199, 0, 0, 0, 0))
            .evaluate();

    assertVerdict(report, Judgement.INCONCLUSIVE, "199 acknowledged writes");
  }

  @Test
  void anUnverifiedLedgerIsInconclusive() {
    assertVerdict(
        new FixtureRun().without(Event.LedgerVerified.class::isInstance).evaluate(),
        Judgement.INCONCLUSIVE,
        "the ledger was not verified");
  }

  @Test
  void aFaultThatDidNotLandIsInconclusiveWithItsExpectations() {
    Report report =
        new FixtureRun()
            .without(e -> e instanceof Event.FaultLanded l && l.fault().equals("kill-redis"))
            .evaluate();

    assertVerdict(report, Judgement.INCONCLUSIVE, "fault kill-redis did not land");
    assertThat(report.faults().get(1).expectations())
        .allSatisfy(e -> assertThat(e.verdict()).isEqualTo(Judgement.INCONCLUSIVE));
  }

  @Test
  void aSkippedFaultIsListedAndNeverPasses() {
    Report report =
        new FixtureRun()
            .without(e -> e instanceof Event.FaultInjected i && i.fault().equals("kill-redis"))
            .with(new Event.FaultSkipped(FixtureRun.REDIS, "kill-redis", "cannot cut links"))
            .evaluate();

    assertVerdict(report, Judgement.INCONCLUSIVE, "fault kill-redis was skipped: cannot cut links");
    assertThat(report.skipped())
        .containsExactly(new Report.Skipped("fault kill-redis", "cannot cut links"));
  }

  @Test
  void whatThePlatformCannotDoIsListedAndSpoilsNothing() {
    Report report =
        new FixtureRun()
            .with(new Event.Unavailable(FixtureRun.REDIS, "fault node-drain", "no pods here"))
            .evaluate();

    assertThat(report.verdict()).isEqualTo(new FixtureRun().evaluate().verdict());
    assertThat(report.skipped())
        .containsExactly(new Report.Skipped("fault node-drain", "no pods here"));
  }

  @Test
  void aFaultNobodyMentionsIsListedAsSkipped() {
    Report report =
        new FixtureRun()
            .without(e -> e instanceof Event.FaultInjected i && i.fault().equals("kill-redis"))
            .evaluate();

    assertVerdict(report, Judgement.INCONCLUSIVE, "the run ended before its injection");
  }

  @Test
  void withoutAProbeOutagesAreUnknownNotNone() {
    Report report = new FixtureRun().without(Event.ProbeSummary.class::isInstance).evaluate();

    assertVerdict(report, Judgement.INCONCLUSIVE, "kill-primary/writeOutage was not measured");
    assertThat(report.faults().getFirst().writeOutageSeconds()).isNull();
  }

  @Test
  void anUnsteadyStartIsInconclusive() {
    assertVerdict(
        new FixtureRun()
            .with(new Event.SteadyStateChecked(FixtureRun.T0, null, "before", false, "2 of 3 up"))
            .evaluate(),
        Judgement.INCONCLUSIVE,
        "not in its steady state at the start: 2 of 3 up");
  }

  private static void assertVerdict(Report report, Judgement verdict, String reason) {
    assertThat(report.verdict()).as("%s", report.reasons()).isEqualTo(verdict);
    assertThat(report.reasons()).anySatisfy(r -> assertThat(r).contains(reason));
  }

  private static Event.OutageEnded outage(Instant to) {
    return new Event.OutageEnded(
        to, "write", FixtureRun.KILL.plusMillis(50), to, to, 52, "status 503");
  }

  private static Report ledger(long lost, long duplicated, long wrong) {
    return new FixtureRun()
        .replacing(new Event.LedgerVerified(LATE, 2428, 2428, lost, duplicated, wrong, 0))
        .evaluate();
  }

  private static FixtureRun withObjective(Objective objective) {
    return new FixtureRun()
        .scenario(
            s ->
                new Scenario(
                    s.name(),
                    s.description(),
                    s.source(),
                    s.load(),
                    s.steadyState(),
                    s.faults(),
                    s.guards(),
                    List.of(objective)));
  }

  /** {@code count} of the 4,940 steady or 520 fault arrivals were not sent. */
  private static Report dropped(String phase, int count) {
    return new FixtureRun()
        .evidence(
            answer(
                "dropped",
                QueryKind.INSTANT,
                "vector",
                Map.of(
                    "metric",
                    Map.of("stream", "redirects", "phase", phase),
                    "value",
                    List.of(0, Integer.toString(count)))))
        .evaluate();
  }

  private static PrometheusAnswer answer(
      String id, QueryKind kind, String type, Map<String, Object> result) {
    return FixtureRun.answer(
        id,
        kind,
        Json.lines()
            .valueToTree(
                Map.of(
                    "status",
                    "success",
                    "data",
                    Map.of("resultType", type, "result", List.of(result)))));
  }

  @Test
  void aFaultWithoutLoadIsJudgedByProbeAndLedgerAlone() {
    Report report =
        new FixtureRun()
            .withoutEvidence()
            .without(
                e ->
                    e instanceof Event.LoadStarted
                        || e instanceof Event.LoadEnded
                        || e instanceof Event.PhaseStarted)
            .scenario(
                s ->
                    new Scenario(
                        "postgres-primary-kill",
                        s.description(),
                        s.source(),
                        new Scenario.Load(0, Scenario.Caches.KEEP, Duration.ZERO, List.of()),
                        s.steadyState(),
                        s.faults().stream()
                            .map(
                                f ->
                                    new Scenario.FaultSpec(
                                        f.id(),
                                        f.at(),
                                        f.fault(),
                                        f.target(),
                                        f.length(),
                                        new Scenario.Expectations(
                                            f.expect().writeOutage(),
                                            f.expect().readOutage(),
                                            null)))
                            .toList(),
                        s.guards(),
                        List.of()))
            .evaluate();

    assertThat(report.verdict()).as("%s", report.reasons()).isEqualTo(Judgement.PASS);
    assertThat(report.objectives()).isEmpty();
    assertThat(report.load().offered()).isNull();
    assertThat(report.load().streams()).isEmpty();
    assertThat(report.faults().getFirst().healthyAt()).isNull();
    assertThat(report.faults().getFirst().writeOutageSeconds()).isEqualTo(2.6);
  }
}
