package dev.labctl.report.evaluate;

import dev.labctl.prometheus.Sample;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.Queries;
import dev.labctl.report.model.Report;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gatling's counters at the end of the load, cut by stream and phase. */
final class ClientCounters {
  private final Evidence evidence;

  ClientCounters(Evidence evidence) {
    this.evidence = evidence;
  }

  /** Whether Prometheus has any request of the run, be it of the warm-up. */
  boolean present() {
    return !evidence.vector(Queries.REQUESTS).isEmpty();
  }

  /** Those of the counters that objectives are judged by of which a value is NaN: no data. */
  List<String> withNaN() {
    return Stream.of(
            Queries.REQUESTS,
            Queries.OFFERED,
            Queries.DROPPED,
            Queries.SOURCES,
            Queries.FIRST_SOURCES,
            Queries.RESPONSE_BUCKETS,
            Queries.RESPONSE_MAX)
        .filter(evidence::hasNaN)
        .toList();
  }

  long requests(Selection selection) {
    return sum(Queries.REQUESTS, selection, s -> true);
  }

  long errors(Selection selection) {
    return sum(Queries.REQUESTS, selection, s -> s.label("outcome").equals("error"));
  }

  long offered(Selection selection) {
    return sum(Queries.OFFERED, selection, s -> true);
  }

  long dropped(Selection selection) {
    return sum(Queries.DROPPED, selection, s -> true);
  }

  /** Failed requests over all; null without requests. */
  @Nullable Double errorRatio(Selection selection) {
    long requests = requests(selection);
    return requests == 0 ? null : Double.valueOf((double) errors(selection) / requests);
  }

  long answeredFrom(Selection selection, String source) {
    return sum(Queries.SOURCES, selection, s -> s.label("source").equals(source));
  }

  /** Share of the offered requests outside faults that were sent; 1 when none was offered. */
  double achieved() {
    Selection steady = Selection.of(null, PhaseCalendar.STEADY);
    long offered = offered(steady);
    return offered == 0 ? 1 : 1 - (double) dropped(steady) / offered;
  }

  /** Redirects answered from a cache over all answered; null without any. */
  @Nullable Double hitRatio(Selection selection) {
    return ratio(cached(Queries.SOURCES, selection), answered(Queries.SOURCES, selection));
  }

  /**
   * As {@link #hitRatio}, of links that had been answered before. The first redirect of a link
   * cannot be answered by a cache that was emptied, and the shorter the load, the more of its
   * redirects are such. All redirects when the generator did not tell them apart; null without any.
   */
  @Nullable Double repeatHitRatio(Selection selection) {
    return ratio(
        cached(Queries.SOURCES, selection) - cached(Queries.FIRST_SOURCES, selection),
        answered(Queries.SOURCES, selection) - answered(Queries.FIRST_SOURCES, selection));
  }

  /** Whether the generator told first redirects of a link apart. */
  boolean tellsFirstRedirects() {
    return !evidence.vector(Queries.FIRST_SOURCES).isEmpty();
  }

  private static @Nullable Double ratio(long part, long whole) {
    return whole == 0 ? null : Double.valueOf((double) part / whole);
  }

  private long cached(String id, Selection selection) {
    return sum(id, selection, s -> s.label("source").matches("l1|redis"));
  }

  private long answered(String id, Selection selection) {
    return sum(id, selection, s -> s.label("source").matches("l1|redis|replica|primary"));
  }

  /** How late the generator sent, in seconds; null when it was not measured. */
  @Nullable Double generatorDelay(Selection selection, double quantile) {
    return histogram(Queries.SEND_DELAY_BUCKETS, selection).quantile(quantile, null);
  }

  /** Response time of requests that HAProxy answers itself; null when there were none. */
  @Nullable Double control(Selection selection, double quantile) {
    return histogram(Queries.CONTROL_BUCKETS, selection).quantile(quantile, null);
  }

  long inTier(String stream, int tier) {
    return (long)
        evidence.vector(Queries.TIERS).stream()
            .filter(s -> s.label("stream").equals(stream))
            .filter(s -> s.label("tier").equals(Integer.toString(tier)))
            .mapToDouble(Sample::value)
            .sum();
  }

  /** Seconds from the intended send, the waiting of a late send included. */
  @Nullable Double responseTime(Selection selection, double quantile) {
    return histogram(Queries.RESPONSE_BUCKETS, selection)
        .quantile(quantile, max(Queries.RESPONSE_MAX, selection));
  }

  Report.Percentiles responseTimes(Selection selection) {
    return percentiles(Queries.RESPONSE_BUCKETS, Queries.RESPONSE_MAX, selection);
  }

  /** Seconds from the actual send. */
  Report.Percentiles serviceTimes(Selection selection) {
    return percentiles(Queries.SERVICE_BUCKETS, Queries.SERVICE_MAX, selection);
  }

  private Report.Percentiles percentiles(String buckets, String max, Selection selection) {
    Histogram times = histogram(buckets, selection);
    Double longest = times.count() == 0 ? null : max(max, selection);
    return new Report.Percentiles(
        times.quantile(0.5, longest),
        times.quantile(0.95, longest),
        times.quantile(0.99, longest),
        longest);
  }

  private Histogram histogram(String id, Selection selection) {
    var cumulative = new TreeMap<Double, Double>();
    for (Sample bucket : matching(id, selection)) {
      cumulative.merge(bound(bucket.label("le")), bucket.value(), Double::sum);
    }
    return new Histogram(cumulative);
  }

  static double bound(String le) {
    return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
  }

  private @Nullable Double max(String id, Selection selection) {
    OptionalDouble max = matching(id, selection).stream().mapToDouble(Sample::value).max();
    return max.isPresent() ? Double.valueOf(max.getAsDouble()) : null;
  }

  private long sum(String id, Selection selection, Predicate<Sample> which) {
    return (long) matching(id, selection).stream().filter(which).mapToDouble(Sample::value).sum();
  }

  private List<Sample> matching(String id, Selection selection) {
    return evidence.vector(id).stream().filter(s -> selection.matches(s.labels())).toList();
  }
}
