package dev.labctl.report;

import static dev.labctl.report.model.Report.Judgement.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.labctl.report.model.Report;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Sli;
import dev.labctl.timeline.Event;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultTimesTest {
  @Test
  void everyTimeOfTheContractIsFilled() {
    Report.FaultResult fault = new FixtureRun().evaluate().faults().getFirst();

    assertThat(fault.injectedAt()).isEqualTo(FixtureRun.KILL);
    assertThat(fault.firstErrorAt()).isEqualTo(FixtureRun.KILL.plusMillis(50));
    assertThat(fault.detectedAt()).isEqualTo(FixtureRun.KILL.plusMillis(1900));
    assertThat(fault.alert()).isEqualTo("PostgresNoPrimary");
    assertThat(fault.promotedAt()).isEqualTo(FixtureRun.KILL.plusMillis(2400));
    assertThat(fault.firstAckedWriteAt()).isEqualTo(FixtureRun.KILL.plusMillis(2680));
    assertThat(fault.undoneAt()).isEqualTo(FixtureRun.KILL.plusMillis(9800));
    assertThat(fault.healthyAt()).isEqualTo(FixtureRun.T0.plusSeconds(33));
    assertThat(fault.redundantAt()).isEqualTo(FixtureRun.KILL.plusMillis(12_700));
    assertThat(fault.clientErrors()).isEqualTo(6);
    assertThat(fault.writeOutageSeconds()).isEqualTo(2.6);
    assertThat(fault.readOutageSeconds()).isZero();
    assertThat(fault.timeToDetectSeconds()).isEqualTo(1.9);
    assertThat(fault.timeToRecoverSeconds()).isEqualTo(2.75);
    assertThat(fault.timeToRedundancySeconds()).isEqualTo(12.7);
    // 6 errors of a budget of 1 % of 52/s over 30 days.
    assertThat(fault.budgetSpentRatio()).isCloseTo(6 / (0.01 * 52 * 2_592_000), within(1e-12));
  }

  @Test
  void whatDidNotHappenIsNullAndWhatWasNoneIsZero() {
    Report.FaultResult fault = new FixtureRun().evaluate().faults().get(1);

    assertThat(fault.firstErrorAt()).isNull();
    assertThat(fault.detectedAt()).isNull();
    assertThat(fault.timeToDetectSeconds()).isNull();
    assertThat(fault.firstAckedWriteAt()).isNull();
    assertThat(fault.clientErrors()).isZero();
    assertThat(fault.writeOutageSeconds()).isZero();
    assertThat(fault.healthyAt()).isEqualTo(fault.injectedAt());
    assertThat(fault.timeToRecoverSeconds()).isZero();
  }

  @Test
  void anOutageBelongsToTheFaultThatCausedItEvenWhenItsFirstRequestWasUnderWay() {
    var early =
        new Event.OutageEnded(
            FixtureRun.REDIS.plusMillis(900),
            "read",
            FixtureRun.REDIS.minusMillis(40),
            FixtureRun.REDIS.plusMillis(400),
            FixtureRun.REDIS.plusMillis(410),
            9,
            "status 503");
    List<Report.FaultResult> faults = new FixtureRun().with(early).evaluate().faults();

    assertThat(faults.get(0).readOutageSeconds()).isZero();
    assertThat(faults.get(1).readOutageSeconds()).isEqualTo(0.44);
    assertThat(faults.get(1).firstErrorAt()).isEqualTo(FixtureRun.REDIS);
  }

  @Test
  void anOutageThatNeverEndedLastsUntilTheRunDid() {
    var open =
        new Event.OutageEnded(
            FixtureRun.T0.plusSeconds(129),
            "write",
            FixtureRun.REDIS.plusMillis(900),
            null,
            null,
            800,
            "status 503");
    Report.FaultResult fault = new FixtureRun().with(open).evaluate().faults().get(1);

    assertThat(fault.writeOutageSeconds()).isEqualTo(48.0);
    assertThat(fault.firstAckedWriteAt()).isNull();
  }

  @Test
  void anAlertThatIsNotTheFaultsOwnIsNoDetection() {
    Report.FaultResult fault =
        new FixtureRun()
            .with(
                new Event.AlertFiring(
                    FixtureRun.REDIS.plusMillis(500), "HighLatency", Map.of("severity", "page")))
            .evaluate()
            .faults()
            .get(1);

    assertThat(fault.detectedAt()).isNull();
  }

  @Test
  void anotherComponentsNewLeaderIsNoPromotion() {
    Report.FaultResult fault =
        new FixtureRun()
            .without(e -> e instanceof Event.LeaderChanged l && l.component().equals("redis"))
            .with(
                new Event.LeaderChanged(
                    FixtureRun.REDIS.plusMillis(700), "postgres", "postgres-1", "postgres-3", 3))
            .evaluate()
            .faults()
            .get(1);

    assertThat(fault.promotedAt()).isNull();
  }

  @Test
  void anOpenOutageEndsWithTheProbeNotWithTheLedger() {
    var open =
        new Event.OutageEnded(
            FixtureRun.T0.plusSeconds(124),
            "write",
            FixtureRun.REDIS.plusMillis(900),
            null,
            null,
            800,
            "status 503");
    Report.FaultResult fault = new FixtureRun().with(open).evaluate().faults().get(1);

    assertThat(fault.writeOutageSeconds()).isEqualTo(43.0);
    assertThat(fault.healthyAt()).isNull();
  }

  @Test
  void aBlipLongAfterRecoveryIsNotTheLastFaults() {
    Instant late = FixtureRun.REDIS.plusSeconds(35);
    Report report =
        new FixtureRun().with(outage("read", late, 400, late.plusMillis(420))).evaluate();
    Report.FaultResult fault = report.faults().get(1);

    assertThat(fault.readOutageSeconds()).isZero();
    assertThat(fault.expectations()).allSatisfy(e -> assertThat(e.verdict()).isEqualTo(PASS));
    assertThat(report.reasons())
        .anySatisfy(r -> assertThat(r).contains("reads failed for 400 ms").contains("no fault"));
  }

  @Test
  void aFaultIsHealthyOnlyAfterItsLastBadSecondEvenWhenFewRequestsAreWrites() {
    // 2 of 52 requests a second fail: less than this scenario's objective allows.
    Instant from = FixtureRun.REDIS.plusMillis(3200);
    Report report =
        looseErrors(new FixtureRun())
            .with(outage("write", from, 10_800, from.plusMillis(10_850)))
            .evaluate();
    Report.FaultResult fault = report.faults().get(1);

    assertThat(fault.firstErrorAt()).isEqualTo(from);
    assertThat(fault.healthyAt()).isEqualTo(FixtureRun.T0.plusSeconds(95));
    assertThat(fault.timeToRecoverSeconds()).isEqualTo(14.9);
  }

  @Test
  void anOutageOverTwoFaultsIsChargedWhereItBeganAndBothSaySo() {
    Instant from = FixtureRun.KILL.plusMillis(50);
    Instant to = FixtureRun.REDIS.plusSeconds(4);
    Report report =
        new FixtureRun()
            .without(e -> e instanceof Event.OutageEnded)
            .with(outage("write", from, to.toEpochMilli() - from.toEpochMilli(), to.plusMillis(30)))
            .evaluate();

    Report.FaultResult first = report.faults().get(0);
    Report.FaultResult second = report.faults().get(1);
    assertThat(first.writeOutageSeconds()).isEqualTo(53.8);
    assertThat(first.firstAckedWriteAt()).isEqualTo(to.plusMillis(30));
    assertThat(second.writeOutageSeconds()).isNull();
    assertThat(second.firstAckedWriteAt()).isNull();
    assertThat(second.healthyAt()).isEqualTo(FixtureRun.T0.plusSeconds(85));
    assertThat(first.notes()).anySatisfy(n -> assertThat(n).contains("kill-redis"));
    assertThat(second.notes()).anySatisfy(n -> assertThat(n).contains("kill-primary"));
    assertThat(report.outages()).hasSize(1);
    assertThat(report.outages().getFirst().fault()).isEqualTo("kill-primary");
    assertThat(report.outages().getFirst().alsoDuring()).containsExactly("kill-redis");
  }

  @Test
  void theFirstAcknowledgedWriteIsNeverBeforeTheInjection() {
    // Seen with an outage that began 1.2 s before the second injection and let one write through.
    Instant from = FixtureRun.REDIS.minusMillis(40);
    Instant to = FixtureRun.REDIS.plusMillis(700);
    Report.FaultResult fault =
        new FixtureRun()
            .with(outage("write", from, 740, FixtureRun.REDIS.minusMillis(10)))
            .evaluate()
            .faults()
            .get(1);

    assertThat(fault.firstAckedWriteAt())
        .satisfiesAnyOf(
            at -> assertThat(at).isNull(),
            at -> assertThat(at).isAfterOrEqualTo(fault.injectedAt()));
    assertThat(to).isAfter(fault.injectedAt());
  }

  @Test
  void theBudgetSpentDoesNotDependOnTheOrderOfObjectives() {
    var objectives =
        List.of(
            FixtureRun.objective("loose", Sli.ERROR_RATIO, null, null, 0.05, null, "all"),
            FixtureRun.objective("strict", Sli.AVAILABILITY, null, null, null, 0.999, "all"));
    Double spent = spent(objectives);

    assertThat(spent(objectives.reversed())).isEqualTo(spent);
    assertThat(spent).isCloseTo(6 / (0.001 * 52 * 2_592_000), within(1e-9));
  }

  @Test
  void aPromotionIsToldByTheTargetNotByTheFaultsName() {
    var renamed =
        new FixtureRun()
            .without(e -> e instanceof Event.FaultInjected i && i.fault().equals("kill-redis"))
            .with(
                new Event.FaultInjected(
                    FixtureRun.REDIS,
                    "kill-redis",
                    "freeze-the-cache",
                    "role:redis-master",
                    "node-1",
                    "redis-1",
                    "1@2",
                    List.of("RedisNoMaster")));

    assertThat(renamed.evaluate().faults().get(1).promotedAt())
        .isEqualTo(FixtureRun.REDIS.plusMillis(1800));
  }

  @Test
  void anAlertOfAnotherMemberIsNoDetection() {
    Report.FaultResult foreign = detected(Map.of("instance", "redis-3", "component", "redis"));
    Report.FaultResult elsewhere = detected(Map.of("node", "node-2", "component", "node"));

    assertThat(foreign.detectedAt()).isNull();
    assertThat(elsewhere.detectedAt()).isNull();
  }

  @Test
  void anAlertOfTheTargetsInstanceNodeOrComponentIsItsDetection() {
    List.of(
            Map.of("instance", "redis-1", "component", "redis", "node", "node-1"),
            Map.of("node", "node-1", "component", "node"),
            Map.of("instance", "haproxy", "component", "redis"),
            Map.of("component", "redis"))
        .forEach(
            labels ->
                assertThat(detected(labels).detectedAt())
                    .as("%s", labels)
                    .isEqualTo(FixtureRun.REDIS.plusMillis(500)));
  }

  private static Report.FaultResult detected(Map<String, String> labels) {
    return new FixtureRun()
        .with(new Event.AlertFiring(FixtureRun.REDIS.plusMillis(500), "RedisNoMaster", labels))
        .evaluate()
        .faults()
        .get(1);
  }

  private static Double spent(List<Scenario.Objective> objectives) {
    return objectives(new FixtureRun(), objectives)
        .evaluate()
        .faults()
        .getFirst()
        .budgetSpentRatio();
  }

  private static FixtureRun looseErrors(FixtureRun run) {
    return objectives(
        run,
        List.of(FixtureRun.objective("errors", Sli.ERROR_RATIO, null, null, 0.05, null, "all")));
  }

  private static FixtureRun objectives(FixtureRun run, List<Scenario.Objective> objectives) {
    return run.scenario(
        s ->
            new Scenario(
                s.name(),
                s.description(),
                s.source(),
                s.load(),
                s.steadyState(),
                s.faults(),
                s.guards(),
                objectives));
  }

  private static Event.OutageEnded outage(
      String operation, Instant from, long millis, Instant firstSuccess) {
    Instant to = from.plusMillis(millis);
    return new Event.OutageEnded(
        to.plusMillis(250), operation, from, to, firstSuccess, millis / 50, "status 503");
  }
}
