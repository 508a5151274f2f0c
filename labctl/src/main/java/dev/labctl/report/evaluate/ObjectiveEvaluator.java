package dev.labctl.report.evaluate;

import dev.labctl.report.model.Report.Judgement;
import dev.labctl.report.model.Report.ObjectiveResult;
import dev.labctl.spec.Scenario.Objective;
import dev.labctl.spec.Scenario.Sli;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compares an objective with what was measured. */
final class ObjectiveEvaluator {
  static final double MIN_COVERAGE = 0.95;

  private final String run;
  private final ClientCounters client;
  private final PhaseCalendar phases;
  private final Coverage coverage;
  private final Excuses excuses;

  ObjectiveEvaluator(
      String run, ClientCounters client, PhaseCalendar phases, Coverage coverage, Excuses excuses) {
    this.run = run;
    this.client = client;
    this.phases = phases;
    this.coverage = coverage;
    this.excuses = excuses;
  }

  ObjectiveResult evaluate(Objective objective) {
    Selection selection = Selection.of(objective.stream(), objective.phase());
    Double actual = number(actual(objective, selection));
    Double covered = coverage.of(objective.phase());
    Judgement found = judge(objective, selection, actual, covered);
    String excuse = found == Judgement.FAIL ? excuses.of(objective).orElse(null) : null;
    return new ObjectiveResult(
        objective.id(),
        label(objective.sli()),
        objective.stream(),
        objective.phase(),
        target(objective),
        actual,
        covered,
        excuse == null ? found : Judgement.INCONCLUSIVE,
        query(objective, selection),
        objective.sli() == Sli.LATENCY
            ? excuses.control(objective.phase(), objective.quantile())
            : null,
        excuse);
  }

  /** NaN is no data, and so is infinity: neither is a measurement. */
  private static @Nullable Double number(@Nullable Double measured) {
    return measured != null && Double.isFinite(measured) ? measured : null;
  }

  /** The name in scenarios and reports. */
  static String label(Sli sli) {
    return sli.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The limit, whichever of the two it is. */
  static double target(Objective objective) {
    Double limit = objective.max() == null ? objective.min() : objective.max();
    if (limit == null) {
      throw new IllegalArgumentException(
          "objective '" + objective.id() + "' has neither max nor min; it must have one");
    }
    return limit;
  }

  /** Samples that a quantile needs, five beyond it: 100 for the 95th percentile. */
  static long samplesNeeded(Objective objective) {
    return objective.quantile() == null
        ? 1
        : (long) Math.ceil(5 / (1 - objective.quantile()) - 1e-6);
  }

  private Judgement judge(
      Objective objective, Selection selection, @Nullable Double actual, @Nullable Double covered) {
    if (actual == null || covered == null || covered < MIN_COVERAGE) {
      return Judgement.INCONCLUSIVE;
    }
    if (client.requests(selection) < samplesNeeded(objective)) {
      return Judgement.INCONCLUSIVE;
    }
    boolean met =
        (objective.max() == null || actual <= objective.max())
            && (objective.min() == null || actual >= objective.min());
    return met ? Judgement.PASS : Judgement.FAIL;
  }

  private @Nullable Double actual(Objective objective, Selection selection) {
    return switch (objective.sli()) {
      case LATENCY -> client.responseTime(selection, quantile(objective));
      case ERROR_RATIO -> client.errorRatio(selection);
      case AVAILABILITY -> {
        Double errors = client.errorRatio(selection);
        yield errors == null ? null : Double.valueOf(1 - errors);
      }
      case CACHE_HIT_RATIO -> client.repeatHitRatio(selection);
      case THROUGHPUT -> {
        double seconds = phases.seconds(objective.phase());
        yield seconds == 0 || !client.present()
            ? null
            : Double.valueOf((client.requests(selection) - client.errors(selection)) / seconds);
      }
    };
  }

  private static double quantile(Objective objective) {
    if (objective.quantile() == null) {
      throw new IllegalArgumentException(
          "latency objective '" + objective.id() + "' has no quantile; it must have one");
    }
    return objective.quantile();
  }

  private String query(Objective objective, Selection selection) {
    String labels = selection.promql(run);
    String errors = labels.replace("}", ",outcome=\"error\"}");
    String ratio =
        "sum(client_requests_total" + errors + ") / sum(client_requests_total" + labels + ")";
    return switch (objective.sli()) {
      case LATENCY ->
          "histogram_quantile("
              + objective.quantile()
              + ", sum by (le) (client_response_time_seconds_bucket"
              + labels
              + "))";
      case ERROR_RATIO -> ratio;
      case AVAILABILITY -> "1 - " + ratio;
      case THROUGHPUT ->
          "sum(client_requests_total"
              + labels.replace("}", ",outcome=\"ok\"}")
              + ") / seconds of the phase";
      case CACHE_HIT_RATIO ->
          "sum(client_redirect_source_total"
              + labels.replace("}", ",source=~\"l1|redis\"}")
              + ") / sum(client_redirect_source_total"
              + labels.replace("}", ",source!=\"none\"}")
              + ")";
    };
  }
}
