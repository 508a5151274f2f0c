package dev.labctl.report.render;

import dev.labctl.report.model.Report;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How one scenario went over its runs, oldest first.
 *
 * @param name scenario and provider: figures of different providers are never compared
 */
public record Trend(String name, List<Point> points) {
  public Trend {
    points = List.copyOf(points);
  }

  /**
   * @param p95 worst stream's response time over all phases, seconds
   * @param errorRatio failed over sent, 0..1
   */
  public record Point(String run, @Nullable Double p95, @Nullable Double errorRatio) {
    static Point of(Report report) {
      Double p95 =
          report.load().streams().stream()
              .flatMap(s -> s.phases().stream())
              .filter(p -> p.name().equals("all"))
              .map(p -> p.responseTime().p95())
              .filter(Objects::nonNull)
              .max(Double::compare)
              .orElse(null);
      Long sent = report.load().achieved();
      Long failed = report.load().failed();
      Double errors =
          sent == null || failed == null || sent == 0
              ? null
              : Double.valueOf((double) failed / sent);
      return new Point(report.run().id(), p95, errors);
    }
  }

  /** The newest run's 95th percentile. */
  public String lastP95() {
    return Format.time(points.getLast().p95());
  }

  /** The newest run's share of failed requests. */
  public String lastErrors() {
    return Format.ratio(points.getLast().errorRatio());
  }

  /** Points of an SVG polyline in a box of 160 × 36, empty when nothing was measured. */
  public String p95Line() {
    return line(Point::p95);
  }

  /** As {@link #p95Line}, of failed requests. */
  public String errorLine() {
    return line(Point::errorRatio);
  }

  private String line(Function<Point, @Nullable Double> value) {
    double top = 0;
    for (Point point : points) {
      Double v = value.apply(point);
      top = v == null ? top : Math.max(top, v);
    }
    double scale = top == 0 ? 1 : top;
    return IntStream.range(0, points.size())
        .mapToObj(i -> at(i, value.apply(points.get(i)), scale))
        .filter(p -> !p.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private String at(int index, @Nullable Double value, double scale) {
    double x = points.size() == 1 ? 80 : 4 + 152.0 * index / (points.size() - 1);
    return value == null ? "" : String.format(Locale.ROOT, "%.1f,%.1f", x, 33 - 30 * value / scale);
  }
}
