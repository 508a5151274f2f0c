package dev.labctl.report.evaluate;

import dev.labctl.prometheus.TimeSeries;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.Queries;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether clients were served, second by second: the one health rule. A second is good when its
 * error ratio is within the limit and the 95th percentile of the five seconds that begin with it is
 * too; clients are healthy from the first of five good seconds in a row.
 */
public final class ServedClients {
  /** Seconds that must be good in a row. */
  public static final int WINDOW = 5;

  private final List<TimeSeries> outcomes;
  private final List<TimeSeries> buckets;
  private final LongPredicate measured;
  private final HealthLimits limits;

  /**
   * @param outcomes cumulative requests by label {@code outcome}
   * @param buckets cumulative response times by label {@code le}
   * @param measured whether there is a sample of a second
   */
  public ServedClients(
      List<TimeSeries> outcomes,
      List<TimeSeries> buckets,
      LongPredicate measured,
      HealthLimits limits) {
    this.outcomes = List.copyOf(outcomes);
    this.buckets = List.copyOf(buckets);
    this.measured = measured;
    this.limits = limits;
  }

  static ServedClients of(Evidence evidence, Coverage coverage, HealthLimits limits) {
    return new ServedClients(
        evidence.series(Queries.OUTCOMES_OVER_TIME),
        evidence.series(Queries.RESPONSE_OVER_TIME),
        coverage::has,
        limits);
  }

  /**
   * The first of five good seconds in a row after the last bad second of a fault; the injection
   * itself when no second was bad; null when there is no data or clients did not become healthy.
   *
   * @param fault how long the fault answers for bad seconds
   * @param outageEnd when the last outage that the probe saw ended: it asks for reads and writes
   *     alike, and so sees what few writes among many reads hide
   * @param until the next injection or the end of the load
   */
  @Nullable Instant healthyAt(Interval fault, Optional<Instant> outageEnd, Instant until) {
    Instant injected = fault.from();
    long first = injected.getEpochSecond();
    long end = until.getEpochSecond() - WINDOW;
    long lastOfFault = Math.min(end, fault.to().getEpochSecond());
    OptionalLong lastBad = LongStream.rangeClosed(first, lastOfFault).filter(this::unhealthy).max();
    long from = lastBad.isPresent() ? lastBad.getAsLong() + 1 : first;
    if (outageEnd.isPresent()) {
      from = Math.max(from, outageEnd.get().minusMillis(1).getEpochSecond() + 1);
    }
    OptionalLong healthy = LongStream.rangeClosed(from, end).filter(this::healthy).findFirst();
    if (healthy.isEmpty()) {
      return null;
    }
    Instant second = Instant.ofEpochSecond(healthy.getAsLong());
    boolean wasBad = lastBad.isPresent() || outageEnd.isPresent();
    return wasBad && !second.isBefore(injected) ? second : injected;
  }

  /** Whether five good seconds in a row begin with this one. */
  public boolean healthy(long second) {
    return known(second)
        && !slow(second)
        && LongStream.range(second, second + WINDOW).noneMatch(this::failing);
  }

  private boolean unhealthy(long second) {
    return known(second) && (failing(second) || slow(second));
  }

  private boolean known(long second) {
    return LongStream.rangeClosed(second + 1, second + WINDOW).allMatch(measured)
        && requests(second, second + WINDOW) > 0;
  }

  private double requests(long from, long to) {
    return outcomes.stream().mapToDouble(s -> s.growth(from, to)).sum();
  }

  private boolean failing(long second) {
    double errors =
        outcomes.stream()
            .filter(s -> s.label("outcome").equals("error"))
            .mapToDouble(s -> s.growth(second, second + 1))
            .sum();
    return errors > limits.maxErrorRatio() * requests(second, second + 1);
  }

  private boolean slow(long second) {
    Double limit = limits.maxP95();
    if (limit == null) {
      return false;
    }
    Double p95 = Quantiles.ofGrowth(buckets, second, second + WINDOW, 0.95);
    return p95 != null && p95 > limit;
  }
}
