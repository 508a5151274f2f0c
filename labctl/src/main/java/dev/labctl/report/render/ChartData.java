package dev.labctl.report.render;

import dev.labctl.prometheus.TimeSeries;
import dev.labctl.report.evaluate.PhaseCalendar;
import dev.labctl.report.evaluate.Quantiles;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.Queries;
import dev.labctl.report.render.Charts.Chart;
import dev.labctl.report.render.Charts.ChartLine;
import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Makes the charts from the stored evidence. Rates are over the last five seconds. */
final class ChartData {
  private static final int WINDOW = 5;

  private final Scenario scenario;
  private final List<Event> timeline;
  private final Evidence evidence;
  private final Instant zero;
  private final List<Long> seconds;

  ChartData(Scenario scenario, List<Event> timeline, Evidence evidence) {
    this.scenario = scenario;
    this.timeline = timeline;
    this.evidence = evidence;
    this.zero =
        timeline.stream()
            .filter(Event.LoadStarted.class::isInstance)
            .map(Event::at)
            .findFirst()
            .orElse(timeline.getFirst().at());
    List<PhaseCalendar.Stretch> load = PhaseCalendar.of(scenario, timeline).stretches();
    Instant end = load.isEmpty() ? timeline.getLast().at() : load.getLast().to();
    this.seconds =
        LongStream.rangeClosed(zero.getEpochSecond(), end.getEpochSecond()).boxed().toList();
  }

  Charts charts() {
    var bands =
        PhaseCalendar.of(scenario, timeline).stretches().stream()
            .filter(s -> s.phase().contains(":"))
            .map(s -> new Charts.Band(s.phase(), offset(s.from()), offset(s.to())))
            .toList();
    var marks =
        timeline.stream()
            .filter(Event.FaultInjected.class::isInstance)
            .map(e -> new Charts.ChartMark(offset(e.at()), ((Event.FaultInjected) e).fault()))
            .toList();
    var charts = new ArrayList<Chart>();
    add(charts, "rate", "Requests", "/s", rates());
    add(charts, "errors", "Failed requests, by reason", "/s", errors());
    add(charts, "latency", "Response time, all streams", "ms", latencies());
    add(
        charts,
        "cache",
        "Redirects, by where the answer came from",
        "/s",
        notZero(rates(Queries.SOURCES_OVER_TIME, "source")));
    add(
        charts,
        "lag",
        "Replication lag",
        "B",
        gauges(Queries.LAG_OVER_TIME, s -> s.label("instance")));
    add(charts, "up", "Members up", "", up());
    return new Charts(bands, marks, charts);
  }

  private void add(
      List<Chart> charts, String id, String title, String unit, List<ChartLine> lines) {
    if (!lines.isEmpty()) {
      charts.add(
          new Chart(
              id,
              title,
              unit,
              id.equals("up"),
              seconds.stream().map(s -> s - zero.getEpochSecond()).toList(),
              lines,
              text(title, unit, lines)));
    }
  }

  private double offset(Instant at) {
    return Duration.between(Instant.ofEpochSecond(zero.getEpochSecond()), at).toMillis() / 1000.0;
  }

  private List<ChartLine> rates() {
    var lines = new ArrayList<ChartLine>();
    evidence
        .series(Queries.OFFERED_OVER_TIME)
        .forEach(s -> lines.add(new ChartLine("offered", rate(s))));
    lines.addAll(rates(Queries.REQUESTS_OVER_TIME, "stream"));
    return lines;
  }

  private List<ChartLine> errors() {
    List<ChartLine> lines = notZero(rates(Queries.ERRORS_OVER_TIME, "reason"));
    boolean measured = !evidence.series(Queries.REQUESTS_OVER_TIME).isEmpty();
    // No series means that no request failed; the chart says so with a line at zero.
    return lines.isEmpty() && measured
        ? List.of(new ChartLine("errors", perSecond(_ -> 0.0)))
        : lines;
  }

  private List<ChartLine> rates(String id, String label) {
    return evidence.series(id).stream()
        .sorted(Comparator.comparing(s -> s.label(label)))
        .map(s -> new ChartLine(s.label(label), rate(s)))
        .toList();
  }

  /** A source that never answered and a reason that never was only crowd the legend. */
  private static List<ChartLine> notZero(List<ChartLine> lines) {
    return lines.stream()
        .filter(l -> l.values().stream().anyMatch(v -> v != null && v > 0))
        .toList();
  }

  private List<@Nullable Double> rate(TimeSeries counter) {
    return perSecond(
        s ->
            known(counter, s)
                ? Double.valueOf(round(counter.growth(from(s), s) / Math.max(1, s - from(s))))
                : null);
  }

  private static boolean known(TimeSeries counter, long second) {
    return !counter.values().subMap(second - 2, true, second, true).isEmpty()
        || counter.values().isEmpty()
        || second < counter.values().firstKey();
  }

  private long from(long second) {
    return Math.max(second - WINDOW, zero.getEpochSecond());
  }

  private List<ChartLine> latencies() {
    List<TimeSeries> buckets = evidence.series(Queries.RESPONSE_OVER_TIME);
    return buckets.isEmpty()
        ? List.of()
        : List.of(
            latency("p50", 0.5, buckets),
            latency("p95", 0.95, buckets),
            latency("p99", 0.99, buckets));
  }

  private ChartLine latency(String name, double quantile, List<TimeSeries> buckets) {
    return new ChartLine(
        name,
        perSecond(
            s -> {
              if (!known(buckets.getFirst(), s)) {
                return null;
              }
              Double value = Quantiles.ofGrowth(buckets, from(s), s, quantile);
              return value == null ? null : Double.valueOf(round(value * 1000));
            }));
  }

  private List<ChartLine> gauges(String id, Function<TimeSeries, String> name) {
    return evidence.series(id).stream()
        .sorted(Comparator.comparing(name))
        .map(s -> new ChartLine(name.apply(s), perSecond(t -> s.values().get(t))))
        .toList();
  }

  private List<ChartLine> up() {
    Map<String, List<TimeSeries>> jobs =
        evidence.series(Queries.UP_OVER_TIME).stream()
            .collect(Collectors.groupingBy(s -> s.label("job"), TreeMap::new, Collectors.toList()));
    var lines = new ArrayList<ChartLine>();
    jobs.forEach(
        (job, members) ->
            lines.add(
                new ChartLine(
                    job,
                    perSecond(
                        t -> {
                          double[] up =
                              members.stream()
                                  .map(m -> m.values().get(t))
                                  .filter(Objects::nonNull)
                                  .mapToDouble(Double::doubleValue)
                                  .toArray();
                          return up.length == 0
                              ? null
                              : Double.valueOf(java.util.Arrays.stream(up).sum());
                        }))));
    return lines;
  }

  private List<@Nullable Double> perSecond(Function<Long, @Nullable Double> value) {
    var values = new ArrayList<@Nullable Double>();
    seconds.forEach(s -> values.add(value.apply(s)));
    return values;
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static String text(String title, String unit, List<ChartLine> lines) {
    return lines.stream()
        .map(
            l -> {
              var range =
                  l.values().stream()
                      .filter(Objects::nonNull)
                      .mapToDouble(Double::doubleValue)
                      .summaryStatistics();
              return range.getCount() == 0
                  ? l.name() + " not measured"
                  : String.format(
                      Locale.ROOT,
                      "%s %s to %s%s, mean %s%s",
                      l.name(),
                      number(range.getMin()),
                      number(range.getMax()),
                      unit.isEmpty() || unit.equals("/s") ? unit : " " + unit,
                      number(range.getAverage()),
                      unit.isEmpty() || unit.equals("/s") ? unit : " " + unit);
            })
        .collect(Collectors.joining("; ", title + ": ", "."));
  }

  private static String number(double value) {
    return value == Math.rint(value) || Math.abs(value) >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
