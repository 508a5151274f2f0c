package dev.labctl.report.evaluate;

import dev.labctl.prometheus.TimeSeries;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Quantiles of what was observed in a stretch of time. */
public final class Quantiles {
  private Quantiles() {}

  /**
   * Of the observations in {@code (from, to]}, Unix seconds.
   *
   * @param buckets cumulative counters with a label {@code le}
   * @return seconds, null without observations
   */
  public static @Nullable Double ofGrowth(
      List<TimeSeries> buckets, long from, long to, double quantile) {
    var cumulative = new TreeMap<Double, Double>();
    for (TimeSeries bucket : buckets) {
      cumulative.merge(
          ClientCounters.bound(bucket.label("le")), bucket.growth(from, to), Double::sum);
    }
    return new Histogram(cumulative).quantile(quantile, null);
  }
}
