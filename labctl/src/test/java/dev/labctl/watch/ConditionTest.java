package dev.labctl.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.prometheus.PrometheusClient.Answer;
import dev.labctl.prometheus.Sample;
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
  private final Map<String, Answer> prometheus = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  @Test
  void whatTheComparisonLeavesHolds() {
    answer(GUARD, 61);
    assertThat(ask(GUARD)).isEqualTo(new State.Holds("61.0"));
  }

  @Test
  void anEmptyResultIsNotAViolationWhileItsJobIsScraped() {
    answer(GUARD);
    answer(GATLING, 1);
    assertThat(ask(GUARD)).isInstanceOf(State.HoldsNot.class);
  }

  @Test
  void anEmptyResultIsNoDataWhenItsJobIsNotScraped() {
    answer(GUARD);
    answer(GATLING);
    assertThat(ask(GUARD)).isInstanceOf(State.NoData.class);
  }

  @Test
  void aFailingQueryIsNoData() {
    prometheus.put(GUARD, new Answer.Failed("connection refused"));
    assertThat(ask(GUARD)).isEqualTo(new State.NoData("connection refused"));
  }

  @Test
  void aSampleOfZeroHoldsUnlessTheComparisonSaysBool() {
    answer("up < 1", 0);
    assertThat(ask("up < 1")).isInstanceOf(State.Holds.class);
    answer("up < bool 1", 0);
    assertThat(ask("up < bool 1")).isInstanceOf(State.HoldsNot.class);
    answer("up < bool 1", 1);
    assertThat(ask("up < bool 1")).isInstanceOf(State.Holds.class);
  }

  @Test
  void everyJobWhoseMetricsAreComparedMustBeScraped() {
    String both = "client_dropped_total > on() shortener_breaker_open{job=\"haproxy_x\"}";
    answer(both);
    answer(GATLING, 1);
    answer("count(up{job=\"shortener\"} == 1)");

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
        new Condition(GUARD, prometheus::get), Duration.ofSeconds(seconds), T0);
  }

  private void answer(String query, double... values) {
    List<Sample> samples = new ArrayList<>();
    for (double value : values) {
      samples.add(new Sample(Map.of(), value));
    }
    prometheus.put(query, new Answer.Samples(samples));
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
