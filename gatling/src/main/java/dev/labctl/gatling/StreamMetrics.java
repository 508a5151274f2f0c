package dev.labctl.gatling;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
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
    sources =
        switch (operation) {
          case REDIRECT ->
              SOURCES.stream()
                  .collect(
                      toUnmodifiableMap(
                          identity(),
                          source -> all.sources.labelValues(run, stream, phase, source)));
          case CREATE -> Map.of();
        };
    offered = all.offered.labelValues(run, stream, phase);
    dropped = all.dropped.labelValues(run, stream, phase);
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

  /** Counts where a redirect came from; a source that is not in the contract counts as none. */
  void source(String source) {
    CounterDataPoint known = sources.get(source);
    CounterDataPoint counted = known == null ? sources.get(NO_SOURCE) : known;
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
