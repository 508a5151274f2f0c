package dev.labctl.shortener.observe;

import dev.labctl.shortener.click.Clicks;
import dev.labctl.shortener.click.FlushObserver;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/** What becomes of clicks. */
public final class ClickMetrics implements FlushObserver {
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrometheusRegistry registry;
  private final Counter flushed;
  private final Counter failures;
  private final Histogram durations;

  ClickMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    this.flushed =
        Counter.builder()
            .name("shortener_clicks_flushed_total")
            .help("Clicks handed on to the database or to Kafka.")
            .register(registry);
    this.failures =
        Counter.builder()
            .name("shortener_click_flush_failures_total")
            .help("Batches of clicks that were not known to have arrived and were tried again.")
            .register(registry);
    this.durations =
        Histogram.builder()
            .name("shortener_click_flush_duration_seconds")
            .help("Time to hand a batch of clicks on.")
            .classicOnly()
            .classicUpperBounds(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
            .register(registry);
  }

  /** Shows a program's clicks from now on. */
  public void watch(Clicks clicks) {
    CounterWithCallback.builder()
        .name("shortener_clicks_dropped_total")
        .help("Clicks that found no room, or that no sink took before the end.")
        .callback(callback -> callback.call(clicks.dropped()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("shortener_click_queue_size")
        .help("Clicks that wait to be counted.")
        .callback(callback -> callback.call(clicks.queued()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("shortener_click_buffer_cells")
        .help("Counts in memory that were not handed on yet.")
        .callback(callback -> callback.call(clicks.cells()))
        .register(registry);
  }

  @Override
  public void flushed(long clicks, Duration took) {
    flushed.inc(clicks);
    durations.observe(took.toNanos() / NANOS_PER_SECOND);
  }

  @Override
  public void failed() {
    failures.inc();
  }
}
