package dev.labctl.component.prometheus;

import static java.util.stream.Collectors.joining;

import dev.labctl.component.Components;
import dev.labctl.component.Definition;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What Prometheus asks all components for, as its configuration. */
final class ScrapeJobs {
  private ScrapeJobs() {}

  /**
   * The jobs of all components: those that use others before those that are used, then the edge.
   *
   * @param text of one that is to be asked
   */
  static String of(Components components, Function<Definition, String> text) {
    List<Definition> asked = components.all().stream().filter(d -> d.scrape().isPresent()).toList();
    return Stream.concat(
            asked.reversed().stream().filter(d -> !d.component().onEdge()),
            asked.stream().filter(d -> d.component().onEdge()))
        .map(text)
        .filter(t -> !t.isEmpty())
        .collect(joining("\n"));
  }
}
