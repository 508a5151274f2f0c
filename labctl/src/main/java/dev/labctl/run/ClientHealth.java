package dev.labctl.run;

import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.prometheus.TimeSeries;
import dev.labctl.report.evaluate.HealthLimits;
import dev.labctl.report.evaluate.ServedClients;
import dev.labctl.report.evidence.Queries;
import dev.labctl.spec.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Waits until clients are served again, which ends the recovery phase. It looks at Prometheus'
 * newest seconds by the rule that the report finds {@code healthyAt} by ({@link ServedClients}).
 */
final class ClientHealth {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final PrometheusClient prometheus;
  private final InstantSource clock;
  private final String run;
  private final HealthLimits limits;

  ClientHealth(PrometheusClient prometheus, InstantSource clock, String run, Scenario scenario) {
    this.prometheus = prometheus;
    this.clock = clock;
    this.run = run;
    this.limits = HealthLimits.of(scenario);
  }

  /**
   * Waits until clients have been healthy for {@link ServedClients#WINDOW} seconds from now on,
   * {@code deadline} has passed or the run has to end.
   *
   * @return whether they were
   */
  boolean await(Instant deadline, Abort abort) {
    long first = clock.instant().getEpochSecond();
    while (clock.instant().isBefore(deadline)) {
      Instant now = clock.instant();
      if (healthy(first, now)) {
        return true;
      }
      if (!abort.waitUntil(now.plus(POLL), clock)) {
        return false;
      }
    }
    return false;
  }

  /** Whether the newest window that has been measured began after the first second and is good. */
  private boolean healthy(long first, Instant now) {
    Instant from = Instant.ofEpochSecond(first);
    List<TimeSeries> up = prometheus.range(Queries.generatorUp(), from, now).series();
    Set<Long> measured =
        up.stream()
            .flatMap(s -> s.values().entrySet().stream())
            .filter(e -> e.getValue() == 1)
            .map(java.util.Map.Entry::getKey)
            .collect(Collectors.toSet());
    long newest = measured.stream().mapToLong(Long::longValue).max().orElse(first);
    long window = newest - ServedClients.WINDOW;
    return window >= first
        && new ServedClients(
                prometheus.range(Queries.outcomes(run), from, now).series(),
                prometheus.range(Queries.responses(run), from, now).series(),
                measured::contains,
                limits)
            .healthy(window);
  }
}
