package dev.labctl.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.prometheus.PrometheusClient.QueryAnswer;
import dev.labctl.prometheus.Sample;
import dev.labctl.promql.InvalidPromQlException;
import dev.labctl.promql.PromQl;
import dev.labctl.watch.Condition.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConditionTest {
  private static final Instant T0 = Instant.parse("2026-11-24T01:00:00Z");
  private static final String GUARD = "sum(rate(client_errors_total[5s])) > 50";
  private static final String GATLING = "count(up{job=\"gatling\"} == 1)";
  private final Map<String, QueryAnswer> prometheus = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  @Test
  void whatTheComparisonLeavesHolds() {
    answer(GUARD, 61);
    assertThat(ask(GUARD)).isEqualTo(new State.Holds("61.0"));
  }

  @Test
  void anEmptyResultIsNotAViolationWhileItsJobIsScraped() {
    answer(GUARD);
    prometheus.put(GATLING, samples(1));
    assertThat(ask(GUARD)).isInstanceOf(State.HoldsNot.class);
  }

  @Test
  void anEmptyResultIsNoDataWhenItsJobIsNotScraped() {
    answer(GUARD);
    prometheus.put(GATLING, samples());
    assertThat(ask(GUARD)).isInstanceOf(State.NoData.class);
  }

  @Test
  void aFailingQueryIsNoData() {
    prometheus.put(possible(GUARD), new QueryAnswer.Failed("connection refused"));
    assertThat(ask(GUARD)).isEqualTo(new State.NoData("connection refused"));
  }

  @Test
  void whatHoldsOnlyIfANaNWereANumberIsNoData() {
    String ratio = "vector(0)/vector(0) > bool 0.5";
    prometheus.put(possible(ratio), samples(Double.NaN));
    prometheus.put(certain(ratio), samples());
    assertThat(ask(ratio))
        .isInstanceOfSatisfying(State.NoData.class, none -> assertThat(none.why()).contains("NaN"));
  }

  @Test
  void everyJobWhoseMetricsAreComparedMustBeScraped() {
    String both = "client_dropped_total > on() shortener_breaker_open{job=\"haproxy_x\"}";
    answer(both);
    prometheus.put(GATLING, samples(1));
    prometheus.put("count(up{job=\"shortener\"} == 1)", samples());

    assertThat(ask(both)).isInstanceOf(State.NoData.class);
    assertThat(asked).doesNotContain("count(up{job=\"haproxy\"} == 1)");
  }

  @Test
  void aGuardTripsWhenItHasHeldWithoutABreakForItsTime() {
    var guard = guard(3);
    var holds = new State.Holds("61");

    assertThat(guard.see(holds, T0)).isEmpty();
    assertThat(guard.see(new State.HoldsNot(""), T0.plusSeconds(2))).isEmpty();
    assertThat(guard.see(holds, T0.plusSeconds(3))).isEmpty();
    assertThat(guard.see(holds, T0.plusSeconds(5))).isEmpty();
    assertThat(guard.see(holds, T0.plusSeconds(6)))
        .hasValueSatisfying(t -> assertThat(t.noData()).isFalse());
  }

  @Test
  void aGuardIsBlindAfterTenSecondsWithoutData() {
    var guard = guard(3);
    var none = new State.NoData("connection refused");

    assertThat(guard.see(none, T0.plusSeconds(9))).isEmpty();
    assertThat(guard.see(new State.HoldsNot(""), T0.plusSeconds(10))).isEmpty();
    assertThat(guard.see(none, T0.plusSeconds(19))).isEmpty();
    assertThat(guard.see(none, T0.plusSeconds(20)))
        .hasValueSatisfying(
            t -> {
              assertThat(t.noData()).isTrue();
              assertThat(t.detail()).contains("connection refused");
            });
  }

  private GuardWatch.Watched guard(int seconds) {
    return new GuardWatch.Watched(
        1, new Condition(GUARD, prometheus::get), Duration.ofSeconds(seconds), T0);
  }

  /** What Prometheus gives to a condition whose comparison has no NaN on either side. */
  private void answer(String condition, double... values) {
    prometheus.put(possible(condition), samples(values));
    prometheus.put(certain(condition), samples(values));
  }

  private static QueryAnswer samples(double... values) {
    List<Sample> samples = new ArrayList<>();
    for (double value : values) {
      samples.add(new Sample(Map.of(), value));
    }
    return new QueryAnswer.Samples(samples);
  }

  private static String possible(String condition) {
    return known(condition).possible();
  }

  private static String certain(String condition) {
    return known(condition).certain();
  }

  private static PromQl.ThreeValued known(String condition) {
    try {
      return PromQl.condition(condition).known();
    } catch (InvalidPromQlException e) {
      throw new IllegalArgumentException(condition, e);
    }
  }

  private State ask(String promql) {
    return new Condition(
            promql,
            query -> {
              asked.add(query);
              return prometheus.get(query);
            })
        .ask();
  }
}
