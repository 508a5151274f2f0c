package dev.labctl.gatling;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the client saw, by stream and phase. Every series of a stream and phase exists from the
 * moment that the phase is known, so that "none" is a 0 and not an absence. Thread-safe.
 */
final class ClientMetrics {
  private static final double[] SEND_DELAY_BOUNDS = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1
  };

  private record Key(String stream, Operation operation, String phase) {}

  final Counter requests;
  final Counter errors;
  final Histogram serviceTime;
  final Histogram responseTime;
  final Histogram sendDelay;
  final Gauge serviceTimeMax;
  final Gauge responseTimeMax;
  final Counter sources;
  final Counter firstSources;
  final Counter offered;
  final Counter dropped;
  private final Counter tiers;
  private final Histogram controlTime;
  private final Counter controlFailures;
  private final String run;
  private final Map<Key, StreamMetrics> cells = new ConcurrentHashMap<>();

  ClientMetrics(PrometheusRegistry registry, LoadPlan plan) {
    run = plan.run();
    double[] bounds =
        plan.bucketBoundsSeconds().stream().mapToDouble(Double::doubleValue).toArray();
    requests =
        counter(
            registry,
            "client_requests",
            "Requests sent and ended, by outcome",
            "run",
            "stream",
            "operation",
            "phase",
            "outcome");
    errors =
        counter(
            registry,
            "client_errors",
            "Failed requests, by reason",
            "run",
            "stream",
            "phase",
            "reason");
    serviceTime =
        histogram(
            registry,
            "client_service_time_seconds",
            "From sending to the end of the answer, failed requests too",
            bounds);
    responseTime =
        histogram(
            registry,
            "client_response_time_seconds",
            "From the intended send time to the end of the answer, failed requests too",
            bounds);
    sendDelay =
        histogram(
            registry,
            "client_send_delay_seconds",
            "From the intended to the actual send time: what the generator itself added",
            SEND_DELAY_BOUNDS);
    serviceTimeMax = max(registry, "client_service_time_max_seconds", "Longest service time");
    responseTimeMax = max(registry, "client_response_time_max_seconds", "Longest response time");
    sources =
        counter(
            registry,
            "client_redirect_source",
            "Answered redirects by X-Cache-Source",
            "run",
            "stream",
            "phase",
            "source");
    firstSources =
        counter(
            registry,
            "client_first_redirect_source",
            "Answered redirects of links that had not been answered before, by X-Cache-Source",
            "run",
            "stream",
            "phase",
            "source");
    controlTime =
        Histogram.builder()
            .name("client_control_time_seconds")
            .help("From the intended send time to the balancer's own answer")
            .labelNames("run", "phase")
            .classicOnly()
            .classicUpperBounds(bounds)
            .withoutExemplars()
            .register(registry);
    controlFailures =
        counter(
            registry,
            "client_control_failures",
            "Requests that the balancer should have answered itself and did not",
            "run",
            "phase");
    tiers =
        counter(
            registry,
            "client_tier_requests",
            "Redirects sent, by popularity tier",
            "run",
            "stream",
            "tier");
    offered =
        counter(registry, "client_offered", "Arrivals that came due", "run", "stream", "phase");
    dropped =
        counter(
            registry,
            "client_dropped",
            "Arrivals sent too late to count",
            "run",
            "stream",
            "phase");
    plan.streams()
        .forEach(
            stream -> {
              for (int tier = 0; tier < stream.tiers().size(); tier++) {
                tiers.initLabelValues(run, stream.name(), Integer.toString(tier));
              }
            });
  }

  StreamMetrics of(String stream, Operation operation, String phase) {
    return cells.computeIfAbsent(
        new Key(stream, operation, phase),
        key -> new StreamMetrics(this, run, key.stream(), key.operation(), key.phase()));
  }

  /** A request that the balancer answers itself; a failed one tells no time. */
  void control(String phase, boolean answered, double responseSeconds) {
    if (answered) {
      controlTime.labelValues(run, phase).observe(responseSeconds);
    } else {
      controlFailures.labelValues(run, phase).inc();
    }
  }

  void tier(String stream, int tier) {
    tiers.labelValues(run, stream, Integer.toString(tier)).inc();
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private static Histogram histogram(
      PrometheusRegistry registry, String name, String help, double[] bounds) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames("run", "stream", "operation", "phase")
        .classicOnly()
        .classicUpperBounds(bounds)
        .withoutExemplars()
        .register(registry);
  }

  private static Gauge max(PrometheusRegistry registry, String name, String help) {
    return Gauge.builder()
        .name(name)
        .help(help)
        .labelNames("run", "stream", "operation", "phase")
        .withoutExemplars()
        .register(registry);
  }
}
