package dev.labctl.gatling;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.DoubleAccumulator;

/** The series of one stream, operation and phase, looked up once. Thread-safe. */
final class StreamMetrics {
  private static final String NO_SOURCE = "none";
  private static final List<String> SOURCES =
      List.of("l1", "redis", "replica", "primary", NO_SOURCE);

  private final CounterDataPoint ok;
  private final CounterDataPoint error;
  private final Map<Reason, CounterDataPoint> reasons;
  private final DistributionDataPoint serviceTime;
  private final DistributionDataPoint responseTime;
  private final DistributionDataPoint sendDelay;
  private final Maximum serviceTimeMax;
  private final Maximum responseTimeMax;
  private final Map<String, CounterDataPoint> sources;
  private final Map<String, CounterDataPoint> firstSources;
  private final CounterDataPoint offered;
  private final CounterDataPoint dropped;

  StreamMetrics(ClientMetrics all, String run, String stream, Operation operation, String phase) {
    ok = all.requests.labelValues(run, stream, operation.label(), phase, "ok");
    error = all.requests.labelValues(run, stream, operation.label(), phase, "error");
    reasons =
        Arrays.stream(Reason.values())
            .collect(
                toUnmodifiableMap(
                    identity(),
                    reason -> all.errors.labelValues(run, stream, phase, reason.label())));
    serviceTime = all.serviceTime.labelValues(run, stream, operation.label(), phase);
    responseTime = all.responseTime.labelValues(run, stream, operation.label(), phase);
    sendDelay = all.sendDelay.labelValues(run, stream, operation.label(), phase);
    serviceTimeMax =
        new Maximum(all.serviceTimeMax.labelValues(run, stream, operation.label(), phase));
    responseTimeMax =
        new Maximum(all.responseTimeMax.labelValues(run, stream, operation.label(), phase));
    sources = bySource(all.sources, run, stream, operation, phase);
    firstSources = bySource(all.firstSources, run, stream, operation, phase);
    offered = all.offered.labelValues(run, stream, phase);
    dropped = all.dropped.labelValues(run, stream, phase);
  }

  private static Map<String, CounterDataPoint> bySource(
      Counter counter, String run, String stream, Operation operation, String phase) {
    return switch (operation) {
      case REDIRECT ->
          SOURCES.stream()
              .collect(
                  toUnmodifiableMap(
                      identity(), source -> counter.labelValues(run, stream, phase, source)));
      case CREATE, CONTROL -> Map.of();
    };
  }

  void sent(double delaySeconds) {
    offered.inc();
    sendDelay.observe(delaySeconds);
  }

  void dropped() {
    offered.inc();
    dropped.inc();
  }

  void ended(Optional<Reason> fault, double serviceSeconds, double responseSeconds) {
    serviceTime.observe(serviceSeconds);
    responseTime.observe(responseSeconds);
    serviceTimeMax.add(serviceSeconds);
    responseTimeMax.add(responseSeconds);
    fault.map(reasons::get).ifPresent(CounterDataPoint::inc);
    (fault.isPresent() ? error : ok).inc();
  }

  /**
   * Counts where a redirect came from; a source that is not in the contract counts as none.
   *
   * @param first whether the link had not been answered before, so that no cache could have it
   */
  void source(String source, boolean first) {
    count(sources, source);
    if (first) {
      count(firstSources, source);
    }
  }

  private static void count(Map<String, CounterDataPoint> counters, String source) {
    CounterDataPoint known = counters.get(source);
    CounterDataPoint counted = known == null ? counters.get(NO_SOURCE) : known;
    if (counted != null) {
      counted.inc();
    }
  }

  /** A gauge that only rises. */
  private record Maximum(GaugeDataPoint gauge, DoubleAccumulator highest) {
    Maximum(GaugeDataPoint gauge) {
      this(gauge, new DoubleAccumulator(Math::max, 0));
    }

    void add(double value) {
      highest.accumulate(value);
      if (value >= highest.get()) {
        // Read again: a higher value may have come between.
        gauge.set(highest.get());
      }
    }
  }
}
