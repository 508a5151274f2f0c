package dev.labctl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.LabctlException;
import dev.labctl.report.model.Report;
import dev.labctl.timeline.Event;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private final Report base = new FixtureRun().evaluate();

  @Test
  void aRunIsNoWorseThanItself() {
    Comparison comparison = Comparison.of(base, base);

    assertThat(comparison.regressed()).isFalse();
    assertThat(comparison.rows())
        .hasSize(base.objectives().size() + 2 * base.faults().size())
        .allSatisfy(r -> assertThat(r.delta()).isZero());
  }

  @Test
  void aLongerOutageIsARegressionAndAShorterOneIsNot() {
    Report slower = withWriteOutage(6000);

    assertThat(Comparison.of(slower, base).rows().stream().filter(Comparison.MeasureRow::regressed))
        .extracting(Comparison.MeasureRow::what)
        .containsExactly("kill-primary writeOutage");
    assertThat(Comparison.of(base, slower).regressed()).isFalse();
  }

  @Test
  void lessThanASecondMoreIsNoise() {
    assertThat(Comparison.of(withWriteOutage(3500), base).regressed()).isFalse();
  }

  @Test
  void runsOfDifferentProvidersAreRefused() {
    Report.RunInfo r = base.run();
    Report elsewhere =
        new Report(
            base.apiVersion(),
            base.kind(),
            new Report.RunInfo(
                r.id(),
                r.scenario(),
                "k3s",
                "k3s-docker",
                r.startedAt(),
                r.endedAt(),
                r.seed(),
                r.timeScale(),
                r.labctlVersion(),
                r.versions(),
                r.host(),
                r.pages()),
            base.verdict(),
            base.reasons(),
            base.objectives(),
            base.load(),
            base.cache(),
            base.skew(),
            base.faults(),
            base.ledger(),
            base.skipped(),
            base.outages(),
            base.failingInstances(),
            base.environment(),
            base.incomplete());

    assertThatThrownBy(() -> Comparison.of(elsewhere, base))
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining("different providers, 'k3s-docker' and 'local'");
  }

  private static Report withWriteOutage(long millis) {
    var to = FixtureRun.KILL.plusMillis(millis + 50);
    return new FixtureRun()
        .replacing(
            new Event.OutageEnded(
                to, "write", FixtureRun.KILL.plusMillis(50), to, to, 99, "status 503"))
        .evaluate();
  }
}
