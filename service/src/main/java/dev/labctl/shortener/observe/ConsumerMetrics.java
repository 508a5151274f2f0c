package dev.labctl.shortener.observe;

import dev.labctl.shortener.click.ConsumerObserver;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What becomes of the batches on the topic. */
final class ConsumerMetrics implements ConsumerObserver {
  private final Counter applied;
  private final Counter failures;
  private final Counter unreadable;

  ConsumerMetrics(PrometheusRegistry registry) {
    this.applied =
        Counter.builder()
            .name("shortener_clicks_consumed_total")
            .help(
                "Clicks in the batches that were taken from Kafka, those that came again included.")
            .register(registry);
    this.failures =
        Counter.builder()
            .name("shortener_click_apply_failures_total")
            .help("Batches that the database did not take and that are tried again.")
            .register(registry);
    this.unreadable =
        Counter.builder()
            .name("shortener_click_records_unreadable_total")
            .help("Records that are no batch and were passed over.")
            .register(registry);
  }

  @Override
  public void applied(long clicks) {
    applied.inc(clicks);
  }

  @Override
  public void failed() {
    failures.inc();
  }

  @Override
  public void unreadable() {
    unreadable.inc();
  }
}
