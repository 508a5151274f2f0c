package dev.labctl.report.evaluate;

import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Sli;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario calls healthy: the limits of its objectives. The run waits by these, and the
 * report finds {@code healthyAt} by these.
 *
 * @param maxErrorRatio 0..1
 * @param maxP95 seconds; null when no objective limits it
 */
public record HealthLimits(double maxErrorRatio, @Nullable Double maxP95) {
  private static final double DEFAULT_ERROR_RATIO = 0.01;

  /** Reads them from the objectives, in whatever order they stand. */
  public static HealthLimits of(Scenario scenario) {
    // The strictest: a failover that stops every write must not count as healthy for its few
    // writes.
    double errors = limits(scenario, Sli.ERROR_RATIO, null).min().orElse(DEFAULT_ERROR_RATIO);
    OptionalDouble p95 = limits(scenario, Sli.LATENCY, 0.95).max();
    return new HealthLimits(errors, p95.isPresent() ? Double.valueOf(p95.getAsDouble()) : null);
  }

  private static DoubleStream limits(Scenario scenario, Sli sli, @Nullable Double quantile) {
    return scenario.objectives().stream()
        .filter(o -> o.sli() == sli && Objects.equals(o.quantile(), quantile))
        .map(Scenario.Objective::max)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue);
  }
}
