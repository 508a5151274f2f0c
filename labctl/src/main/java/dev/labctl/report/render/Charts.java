package dev.labctl.report.render;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page's charts show, embedded in it as JSON. Seconds count from T0.
 *
 * @param bands faults and recoveries
 * @param marks injections and undos
 */
public record Charts(List<Band> bands, List<ChartMark> marks, List<Chart> charts) {
  public Charts {
    bands = List.copyOf(bands);
    marks = List.copyOf(marks);
    charts = List.copyOf(charts);
  }

  public record Band(String phase, double from, double to) {}

  public record ChartMark(double at, String label) {}

  /**
   * One chart.
   *
   * @param unit shown after values: {@code /s}, {@code ms}, {@code B}, or empty for counts
   * @param x seconds from T0
   * @param text what the chart shows, in a sentence, for those who cannot see it
   */
  public record Chart(
      String id,
      String title,
      String unit,
      boolean steps,
      List<Long> x,
      List<ChartLine> lines,
      String text) {}

  /**
   * A line.
   *
   * @param values one per x; null where nothing was measured
   */
  public record ChartLine(String name, List<@Nullable Double> values) {}
}
