package dev.labctl.report.render;

import dev.labctl.json.Json;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.model.Report;
import dev.labctl.report.render.ReportPage.Assets;
import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Draws {@code report.html}: one file with style, script and data inside. */
public final class HtmlReport {
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);

  /** The whole page. */
  public String render(Report report, Scenario scenario, List<Event> timeline, Evidence evidence) {
    Charts charts = new ChartData(scenario, timeline, evidence).charts();
    StringOutput page = new StringOutput(1 << 18);
    templates.render(
        "report.jte",
        new ReportPage(
            report,
            report.faults().stream().map(Failover::of).toList(),
            timeline.stream()
                .filter(Event.RunbookStep.class::isInstance)
                .map(Event.RunbookStep.class::cast)
                .toList(),
            charts,
            embeddable(charts),
            new Assets(
                resource(UPLOT + "uPlot.min.css") + resource("report.css"),
                resource(UPLOT + "uPlot.iife.min.js") + "\n" + resource("report.js"))),
        page);
    return page.toString();
  }

  /** {@code </script>} in a label must not end the element. */
  private static String embeddable(Charts charts) {
    return Json.lines()
        .writeValueAsString(charts)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }

  static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path; the build lost it");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
