package dev.labctl.report.evaluate;

import dev.labctl.report.model.Report.EnvironmentPhase;
import dev.labctl.spec.Scenario.Objective;
import dev.labctl.spec.Scenario.Sli;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a missed objective says anything about the system. It does not when the machine could not
 * have kept it: then the result is inconclusive, never a pass. A service that is slow on a machine
 * with room, or that uses the processor up itself, has no excuse.
 */
final class Excuses {
  /** Below this share of its requests a generator has not made the load that was asked for. */
  static final double MIN_ACHIEVED = 0.99;

  /** What machine and generator alone may take of a limit before they are what missed it. */
  static final double CONTROL_SHARE = 0.5;

  private static final double DEFAULT_QUANTILE = 0.95;

  private final ClientCounters client;
  private final EnvironmentEvaluator environment;

  Excuses(ClientCounters client, EnvironmentEvaluator environment) {
    this.client = client;
    this.environment = environment;
  }

  /** Why the objective could not have been kept here; empty when the miss is the system's. */
  Optional<String> of(Objective objective) {
    if (objective.sli() == Sli.ERROR_RATIO || objective.sli() == Sli.AVAILABILITY) {
      return Optional.empty();
    }
    EnvironmentPhase phase = environment.phase(objective.phase());
    if (Saturation.ownDoing(phase)) {
      return Optional.empty();
    }
    return generator().or(() -> control(objective)).or(() -> pressure(phase));
  }

  /** Response time of the requests that HAProxy answers itself, at the objective's quantile. */
  @Nullable Double control(String phase, @Nullable Double quantile) {
    return client.control(
        Selection.of(null, phase), quantile == null ? DEFAULT_QUANTILE : quantile);
  }

  private Optional<String> generator() {
    double achieved = client.achieved();
    return achieved >= MIN_ACHIEVED
        ? Optional.empty()
        : Optional.of(
            "the load generator sent only "
                + Doubts.percent(achieved)
                + " of the offered requests outside faults");
  }

  private Optional<String> control(Objective objective) {
    Double limit = objective.max();
    Double control = control(objective.phase(), objective.quantile());
    return objective.sli() != Sli.LATENCY
            || limit == null
            || control == null
            || control < limit * CONTROL_SHARE
        ? Optional.empty()
        : Optional.of(
            "machine and load generator alone took "
                + Wording.duration(control)
                + " for a request that HAProxy answers itself");
  }

  private static Optional<String> pressure(EnvironmentPhase phase) {
    List<String> scarce = Saturation.of(phase);
    if (scarce.isEmpty() || !Saturation.othersDoing(phase)) {
      return Optional.empty();
    }
    Double service = phase.serviceCpu();
    return Optional.of(
        "the machine was saturated during "
            + phase.name()
            + " ("
            + String.join(", ", scarce)
            + (service == null
                ? ""
                : "; the shortener used "
                    + Wording.percent(service)
                    + " of the busy processor time")
            + ")");
  }
}
