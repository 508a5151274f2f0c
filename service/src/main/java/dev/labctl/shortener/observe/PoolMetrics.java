package dev.labctl.shortener.observe;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** How long callers wait for a database connection, and how often in vain. */
record PoolMetrics(Histogram waits, Counter timeouts) {
  private static final double NANOS_PER_SECOND = 1e9;

  static void watch(List<HikariDataSource> pools, PrometheusRegistry registry) {
    PoolMetrics metrics =
        new PoolMetrics(
            Histogram.builder()
                .name("shortener_pool_wait_seconds")
                .help("Time that callers waited for a database connection, and got one.")
                .labelNames("pool")
                .classicOnly()
                .classicUpperBounds(0.0001, 0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5)
                .register(registry),
            Counter.builder()
                .name("shortener_pool_timeouts_total")
                .help("Callers that got no database connection in time.")
                .labelNames("pool")
                .register(registry));
    for (HikariDataSource pool : pools) {
      metrics.timeouts.initLabelValues(pool.getPoolName());
      pool.setMetricsTrackerFactory((name, stats) -> metrics.new Tracker(name));
    }
  }

  private final class Tracker implements IMetricsTracker {
    private final String pool;

    private Tracker(String pool) {
      this.pool = pool;
    }

    @Override
    public void recordConnectionAcquiredNanos(long nanos) {
      waits.labelValues(pool).observe(nanos / NANOS_PER_SECOND);
    }

    @Override
    public void recordConnectionTimeout() {
      timeouts.labelValues(pool).inc();
    }
  }
}
