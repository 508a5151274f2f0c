package dev.labctl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.labctl.report.model.Report;
import dev.labctl.timeline.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultTimesTest {
  @Test
  void everyTimeOfTheContractIsFilled() {
    Report.Fault fault = new FixtureRun().evaluate().faults().getFirst();

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
    Report.Fault fault = new FixtureRun().evaluate().faults().get(1);

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
    List<Report.Fault> faults = new FixtureRun().with(early).evaluate().faults();

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
    Report.Fault fault = new FixtureRun().with(open).evaluate().faults().get(1);

    assertThat(fault.writeOutageSeconds()).isEqualTo(48.0);
    assertThat(fault.firstAckedWriteAt()).isNull();
  }

  @Test
  void anAlertThatIsNotTheFaultsOwnIsNoDetection() {
    Report.Fault fault =
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
    Report.Fault fault =
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
}
