package dev.labctl.run;

import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.prometheus.PrometheusClient.Answer;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Sli;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether clients are healthy now: error ratio and p95 within the scenario's objectives over the
 * last five seconds. It ends the recovery phase; the report's {@code healthyAt} is computed
 * afterwards from the stored samples by the same rule.
 */
final class ClientHealth {
  /** How long it must hold without a break. */
  static final Duration HOLD = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final double DEFAULT_ERROR_RATIO = 0.01;
  private final PrometheusClient prometheus;
  private final InstantSource clock;
  private final String condition;

  ClientHealth(PrometheusClient prometheus, InstantSource clock, Scenario scenario) {
    this.prometheus = prometheus;
    this.clock = clock;
    this.condition = condition(scenario);
  }

  /**
   * Waits until clients have been healthy for {@link #HOLD}, {@code deadline} has passed or the run
   * has to end.
   *
   * @return whether they were
   */
  boolean await(Instant deadline, Abort abort) {
    Instant since = null;
    while (clock.instant().isBefore(deadline)) {
      Instant now = clock.instant();
      since = healthy() ? (since == null ? now : since) : null;
      if (since != null && Duration.between(since, now).compareTo(HOLD) >= 0) {
        return true;
      }
      if (!abort.waitUntil(now.plus(POLL))) {
        return false;
      }
    }
    return false;
  }

  private boolean healthy() {
    return switch (prometheus.query(condition)) {
      case Answer.Samples(var samples) -> !samples.isEmpty();
      case Answer.Failed _ -> false;
    };
  }

  private static String condition(Scenario scenario) {
    String errors =
        "sum(rate(client_requests_total{outcome=\"error\"}[5s])) /"
            + " sum(rate(client_requests_total[5s])) <= "
            + errorRatio(scenario);
    Double p95 = slowestP95(scenario);
    return p95 == null
        ? errors
        : errors
            + " and histogram_quantile(0.95, sum by (le)"
            + " (rate(client_response_time_seconds_bucket[5s]))) <= "
            + p95;
  }

  /** The strictest: a loose one for the whole run would call a write outage healthy. */
  private static double errorRatio(Scenario scenario) {
    return scenario.objectives().stream()
        .filter(o -> o.sli() == Sli.ERROR_RATIO)
        .map(Scenario.Objective::max)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .min()
        .orElse(DEFAULT_ERROR_RATIO);
  }

  private static @Nullable Double slowestP95(Scenario scenario) {
    Double slowest = null;
    for (var objective : scenario.objectives()) {
      Double max = objective.max();
      if (objective.sli() == Sli.LATENCY && max != null && isP95(objective.quantile())) {
        slowest = slowest == null ? max : Math.max(slowest, max);
      }
    }
    return slowest;
  }

  private static boolean isP95(@Nullable Double quantile) {
    return quantile != null && Math.abs(quantile - 0.95) < 1e-9;
  }
}
