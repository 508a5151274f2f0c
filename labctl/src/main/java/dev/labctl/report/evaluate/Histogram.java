package dev.labctl.report.evaluate;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A classic Prometheus histogram: how many observations were at most each bound, in seconds. The
 * last bound is infinite.
 */
record Histogram(NavigableMap<Double, Double> cumulative) {
  Histogram {
    cumulative = java.util.Collections.unmodifiableNavigableMap(new TreeMap<>(cumulative));
  }

  static Histogram empty() {
    return new Histogram(new TreeMap<>());
  }

  /** Both together; they must have the same bounds, as all of one run do. */
  Histogram plus(Histogram other) {
    var sum = new TreeMap<>(cumulative);
    other.cumulative.forEach((bound, count) -> sum.merge(bound, count, Double::sum));
    return new Histogram(sum);
  }

  double count() {
    return cumulative.isEmpty() ? 0 : cumulative.lastEntry().getValue();
  }

  /**
   * As Prometheus' {@code histogram_quantile}, linear inside a bucket, but never above the largest
   * observation; with it, a quantile in the last bucket is not the highest finite bound either.
   *
   * @param max the largest observation, null when not known
   * @return seconds, null without observations
   */
  @Nullable Double quantile(double q, @Nullable Double max) {
    if (count() == 0) {
      return null;
    }
    double rank = q * count();
    double lower = 0;
    double below = 0;
    for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
      double within = bucket.getValue() - below;
      if (bucket.getValue() >= rank && within > 0) {
        double upper = bucket.getKey();
        if (Double.isInfinite(upper)) {
          upper = max == null ? lower : Math.max(lower, max);
        }
        double value = lower + (upper - lower) * (rank - below) / within;
        return max == null ? value : Math.min(value, max);
      }
      lower = bucket.getKey();
      below = bucket.getValue();
    }
    return max;
  }
}
