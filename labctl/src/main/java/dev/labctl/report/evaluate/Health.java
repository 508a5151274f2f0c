package dev.labctl.report.evaluate;

import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.Queries;
import dev.labctl.report.evidence.Series;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Sli;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether clients were served, second by second. A second is judged by the five that begin with it,
 * so that the first healthy one is where a healthy stretch begins, not where a window has forgotten
 * the failure.
 */
final class Health {
  private static final int WINDOW = 5;
  private static final double DEFAULT_ERROR_RATIO = 0.01;

  private final List<Series> outcomes;
  private final List<Series> buckets;
  private final Coverage coverage;
  private final double maxErrorRatio;
  private final @Nullable Double maxP95;

  enum State {
    HEALTHY,
    UNSETTLED,
    UNHEALTHY,
    UNKNOWN
  }

  Health(Scenario scenario, Evidence evidence, Coverage coverage) {
    this.outcomes = evidence.series(Queries.OUTCOMES_OVER_TIME);
    this.buckets = evidence.series(Queries.RESPONSE_OVER_TIME);
    this.coverage = coverage;
    // The strictest: a failover that stops every write must not count as healthy for its few
    // writes.
    this.maxErrorRatio = limits(scenario, Sli.ERROR_RATIO, null).min().orElse(DEFAULT_ERROR_RATIO);
    OptionalDouble p95 = limits(scenario, Sli.LATENCY, 0.95).max();
    this.maxP95 = p95.isPresent() ? Double.valueOf(p95.getAsDouble()) : null;
  }

  private static DoubleStream limits(Scenario scenario, Sli sli, @Nullable Double quantile) {
    return scenario.objectives().stream()
        .filter(o -> o.sli() == sli && Objects.equals(o.quantile(), quantile))
        .map(Scenario.Objective::max)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue);
  }

  /**
   * The first healthy second after the last unhealthy one of a fault; the injection itself when
   * there was no unhealthy one; null when there is no data or it did not become healthy.
   *
   * @param until the next injection or the end of the load
   */
  @Nullable Instant healthyAt(Instant injected, Instant until) {
    long first = injected.getEpochSecond();
    long end = until.getEpochSecond() - WINDOW;
    OptionalLong lastBad =
        LongStream.rangeClosed(first, end).filter(s -> at(s) == State.UNHEALTHY).max();
    long from = lastBad.isPresent() ? lastBad.getAsLong() + 1 : first;
    OptionalLong healthy =
        LongStream.rangeClosed(from, end).filter(s -> at(s) == State.HEALTHY).findFirst();
    if (healthy.isEmpty()) {
      return null;
    }
    Instant second = Instant.ofEpochSecond(healthy.getAsLong());
    return lastBad.isEmpty() || second.isBefore(injected) ? injected : second;
  }

  State at(long second) {
    long to = second + WINDOW;
    if (!LongStream.rangeClosed(second + 1, to).allMatch(coverage::has)
        || requests(second, to) == 0) {
      return State.UNKNOWN;
    }
    if (failing(second, to) || slow(second, to)) {
      return State.UNHEALTHY;
    }
    // The rest of an outage may drown in a window; each of its seconds must be good as well.
    return LongStream.range(second, to).anyMatch(s -> failing(s, s + 1))
        ? State.UNSETTLED
        : State.HEALTHY;
  }

  private double requests(long from, long to) {
    return outcomes.stream().mapToDouble(s -> s.growth(from, to)).sum();
  }

  private boolean failing(long from, long to) {
    double errors =
        outcomes.stream()
            .filter(s -> s.label("outcome").equals("error"))
            .mapToDouble(s -> s.growth(from, to))
            .sum();
    return errors > maxErrorRatio * requests(from, to);
  }

  private boolean slow(long from, long to) {
    if (maxP95 == null) {
      return false;
    }
    Double p95 = Quantiles.ofGrowth(buckets, from, to, 0.95);
    return p95 != null && p95 > maxP95;
  }
}
