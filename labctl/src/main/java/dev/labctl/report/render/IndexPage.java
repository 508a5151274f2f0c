package dev.labctl.report.render;

import dev.labctl.report.ListedRun;
import dev.labctl.report.model.Report;
import dev.labctl.report.render.Trend.Point;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Draws {@code reports/index.html}: every run with its verdict, and a trend per scenario. */
public final class IndexPage {
  private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);

  /** What {@code index.jte} shows. */
  public record Page(List<ListedRun> runs, List<Trend> trends, String css) {}

  /**
   * @param runs newest first
   */
  public String render(List<ListedRun> runs) {
    List<Report> reports =
        runs.stream().flatMap(r -> Optional.ofNullable(r.report()).stream()).toList();
    List<Trend> trends =
        reports.reversed().stream()
            .collect(
                Collectors.groupingBy(
                    r -> r.run().scenario() + " on " + r.run().provider(),
                    TreeMap::new,
                    Collectors.mapping(Point::of, Collectors.toList())))
            .entrySet()
            .stream()
            .map(e -> new Trend(e.getKey(), e.getValue()))
            .toList();
    StringOutput page = new StringOutput();
    templates.render("index.jte", new Page(runs, trends, HtmlReport.resource("report.css")), page);
    return page.toString();
  }
}
