package dev.labctl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Judgement;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Objective;
import dev.labctl.spec.Scenario.Sli;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rule of {@code docs/saturation.md}, from both sides. */
class SaturationTest {
  private static final Objective TIGHT =
      FixtureRun.objective("tight", Sli.LATENCY, "redirects", 0.95, 0.001, null, "steady");
  private static final Objective BUSY =
      FixtureRun.objective("rate", Sli.THROUGHPUT, null, null, null, 60.0, "steady");
  private static final Objective WARM =
      FixtureRun.objective("hits", Sli.CACHE_HIT_RATIO, null, null, null, 0.99, "steady");

  @Test
  void aServiceThatIsSlowOnAMachineWithRoomFails() {
    Report report = missing(TIGHT, BUSY, WARM).machine(0.1, 0.3, 0).evaluate();

    assertThat(report.verdict()).isEqualTo(Judgement.FAIL);
    assertThat(report.objectives())
        .allSatisfy(o -> assertThat(o.verdict()).isEqualTo(Judgement.FAIL));
    assertThat(report.environment().saturated()).isEmpty();
    assertThat(report.environment().fsyncP99Seconds()).isEqualTo(0.002);
  }

  @Test
  void aMachineThatOthersKeepBusyProvesNothing() {
    Report report = serviceUses(0.2, missing(TIGHT, BUSY, WARM).machine(0.72, 1, 0)).evaluate();

    assertThat(report.verdict()).isEqualTo(Judgement.INCONCLUSIVE);
    assertThat(report.objectives())
        .allSatisfy(o -> assertThat(o.verdict()).isEqualTo(Judgement.INCONCLUSIVE))
        .allSatisfy(
            o ->
                assertThat(o.excuse())
                    .contains("saturated during steady", "processor pressure 72 %", "20 %"));
    assertThat(report.environment().saturated()).contains("all", "steady");
    assertThat(report.reasons()).anySatisfy(r -> assertThat(r).contains("72 %"));
  }

  @Test
  void aServiceThatUsesTheProcessorUpItselfFails() {
    Report report = serviceUses(0.8, missing(TIGHT).machine(0.72, 1, 0)).evaluate();

    assertThat(report.verdict()).isEqualTo(Judgement.FAIL);
    assertThat(report.objectives().getFirst().excuse()).isNull();
  }

  @Test
  void pressureOfTheProcessorIsNoExcuseWhileNobodyKnowsWhoUsedIt() {
    assertThat(missing(TIGHT).machine(0.72, 1, 0).evaluate().verdict()).isEqualTo(Judgement.FAIL);
  }

  @Test
  void timeThatOtherMachinesStoleIsAnExcuse() {
    Report report = missing(TIGHT).machine(0.2, 0.5, 0.3).evaluate();

    assertThat(report.verdict()).isEqualTo(Judgement.INCONCLUSIVE);
    assertThat(report.objectives().getFirst().excuse()).contains("stolen", "30 %");
  }

  @Test
  void aControlThatIsItselfTooSlowIsAnExcuseAndStandsBesideTheObjective() {
    Report report = control(0.0008, missing(TIGHT)).evaluate();

    assertThat(report.verdict()).isEqualTo(Judgement.INCONCLUSIVE);
    Report.ObjectiveResult tight = report.objectives().getFirst();
    assertThat(tight.control()).isGreaterThan(0.0004).isLessThanOrEqualTo(0.0008);
    assertThat(tight.excuse()).contains("machine and load generator alone took");
  }

  @Test
  void aFastControlConvictsTheService() {
    Report report = control(0.0001, missing(TIGHT)).evaluate();

    assertThat(report.verdict()).isEqualTo(Judgement.FAIL);
    assertThat(report.objectives().getFirst().control()).isLessThanOrEqualTo(0.0001);
  }

  @Test
  void aControlMadeSlowByTheServicesOwnAppetiteIsNoExcuse() {
    Report report = control(0.0008, serviceUses(0.8, missing(TIGHT).machine(0.9, 1, 0))).evaluate();

    assertThat(report.verdict()).isEqualTo(Judgement.FAIL);
  }

  @Test
  void whatIsMetOnASaturatedMachineIsMet() {
    assertThat(serviceUses(0.2, new FixtureRun().machine(0.72, 1, 0)).evaluate().verdict())
        .isEqualTo(Judgement.PASS);
  }

  @Test
  void errorsAndLostWritesHaveNoExcuse() {
    Objective errors =
        FixtureRun.objective("errors", Sli.ERROR_RATIO, null, null, 0.0001, null, "all");

    assertThat(serviceUses(0.2, missing(errors).machine(0.72, 1, 0)).evaluate().verdict())
        .isEqualTo(Judgement.FAIL);
  }

  @Test
  void aLoadThatWasNotMadeProvesNothingByItsLatency() {
    Report report =
        missing(TIGHT)
            .value("dropped", Map.of("stream", "redirects", "phase", "steady"), 200)
            .evaluate();

    assertThat(report.verdict()).isEqualTo(Judgement.INCONCLUSIVE);
    assertThat(report.objectives().getFirst().excuse()).contains("sent only 95.9 %");
  }

  @Test
  void nanIsNoDataInAnObjective() {
    FixtureRun run =
        missing(FixtureRun.objective("p", Sli.LATENCY, "creates", 0.95, 9.0, null, "steady"));
    for (String le : List.of("1.0", "+Inf")) {
      run.value(
          "response-buckets", Map.of("stream", "creates", "phase", "steady", "le", le), Double.NaN);
    }
    Report report = run.evaluate();

    assertThat(report.objectives().getFirst().actual()).isNull();
    assertThat(report.verdict()).isEqualTo(Judgement.INCONCLUSIVE);
  }

  @Test
  void theHitRatioIsOfLinksThatHadBeenAnsweredBefore() {
    // 4,940 steady redirects in the fixture, 3 % from a replica: all of them first ones.
    FixtureRun run =
        missing(FixtureRun.objective("h", Sli.CACHE_HIT_RATIO, null, null, null, 0.98, "steady"));
    double before = run.evaluate().objectives().getFirst().actual();
    double after =
        run.value(
                "first-sources",
                Map.of("stream", "redirects", "phase", "steady", "source", "replica"),
                140)
            .evaluate()
            .objectives()
            .getFirst()
            .actual();

    assertThat(before).isLessThan(0.975);
    assertThat(after).isGreaterThan(0.99);
    assertThat(run.evaluate().cache().hitRatio()).isLessThan(0.975);
  }

  private static FixtureRun missing(Objective... objectives) {
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
                    List.of(objectives)));
  }

  /** A share of the two processors, which are all busy. */
  private static FixtureRun serviceUses(double share, FixtureRun run) {
    return run.series(
        "service-cpu-over-time", Map.of("instance", "shortener-1"), s -> 2 * share * s);
  }

  /** 600 requests of the control, all within the time. */
  private static FixtureRun control(double seconds, FixtureRun run) {
    for (String phase : List.of("steady", "fault:kill-primary")) {
      run.value("control-buckets", Map.of("phase", phase, "le", Double.toString(seconds)), 600);
      run.value("control-buckets", Map.of("phase", phase, "le", "+Inf"), 600);
    }
    return run;
  }
}
