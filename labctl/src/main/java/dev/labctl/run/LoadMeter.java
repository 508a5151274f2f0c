package dev.labctl.run;

import dev.labctl.process.Poller;
import dev.labctl.progress.Progress;
import dev.labctl.prometheus.PrometheusClient.QueryAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalDouble;

/** Tells people how a load goes while it runs: its rate, latency and errors of the last seconds. */
final class LoadMeter implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final String RATE = "sum(rate(client_requests_total[5s]))";
  private static final String ERRORS =
      "sum(rate(client_requests_total{outcome=\"error\"}[5s])) or vector(0)";
  private static final String P99 =
      "histogram_quantile(0.99, sum by (le) (rate(client_response_time_seconds_bucket[5s])))";

  private final RunContext context;
  private final Instant t0;
  private final Duration length;
  private final Progress.ProgressStep step;
  private final Poller poller;

  /**
   * Starts telling.
   *
   * @param length of the load; zero when there is none, and only the probe runs
   */
  LoadMeter(RunContext context, Instant t0, Duration length) {
    this.context = context;
    this.t0 = t0;
    this.length = length;
    this.step = context.progress().begin(length.isZero() ? "probe" : "load");
    this.poller =
        new Poller(
            "load-meter",
            INTERVAL,
            this::tell,
            e -> context.progress().warn("how the load goes cannot be told: " + e.getMessage()));
  }

  private void tell() {
    if (!length.isZero()) {
      Duration past = Duration.between(t0, context.clock().instant());
      step.at(
          past.toMillis() / (double) length.toMillis(),
          words(number(RATE), number(P99), number(ERRORS)));
    }
  }

  /** In words; a figure that there is not is said to be none. */
  static String words(OptionalDouble rate, OptionalDouble p99, OptionalDouble errors) {
    if (rate.isEmpty()) {
      return "no figures from Prometheus";
    }
    String latency =
        p99.isEmpty() ? "none" : String.format(Locale.ROOT, "%.0f ms", p99.getAsDouble() * 1000);
    return String.format(
        Locale.ROOT,
        "%.1f requests/s, p99 %s, %s",
        rate.getAsDouble(),
        latency,
        errors.orElse(0) > 0
            ? String.format(Locale.ROOT, "%.1f errors/s", errors.getAsDouble())
            : "no errors");
  }

  private OptionalDouble number(String promql) {
    return switch (context.prometheus().query(promql)) {
      case QueryAnswer.Failed _ -> OptionalDouble.empty();
      case QueryAnswer.Samples(var samples) ->
          samples.stream().mapToDouble(s -> s.value()).filter(Double::isFinite).findFirst();
    };
  }

  @Override
  public void close() {
    poller.close();
    step.done(context.abort().requested() ? "ended early" : "");
  }
}
