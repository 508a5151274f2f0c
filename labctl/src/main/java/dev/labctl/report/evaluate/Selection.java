package dev.labctl.report.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are meant.
 *
 * @param stream null for every stream
 * @param phases names of phases, or {@code all}
 */
record Selection(@Nullable String stream, Set<String> phases) {
  Selection {
    phases = Set.copyOf(phases);
  }

  static Selection of(@Nullable String stream, String phase) {
    return new Selection(stream, Set.of(phase));
  }

  static Selection fault(String id) {
    return new Selection(null, Set.of("fault:" + id, "recovery:" + id));
  }

  boolean matches(Map<String, String> labels) {
    String phase = labels.getOrDefault("phase", "");
    return (stream == null || stream.equals(labels.get("stream")))
        && (phases.contains(phase)
            || phases.contains(PhaseCalendar.ALL) && !phase.equals(PhaseCalendar.WARMUP));
  }

  /** As PromQL label matchers, for people who want to ask Prometheus themselves. */
  String promql(String run) {
    var matchers = new java.util.ArrayList<>(List.of("run=\"" + run + "\""));
    if (stream != null) {
      matchers.add("stream=\"" + stream + "\"");
    }
    phases.stream()
        .sorted()
        .map(p -> p.equals(PhaseCalendar.ALL) ? "phase!=\"warmup\"" : "phase=\"" + p + "\"")
        .forEach(matchers::add);
    return "{" + String.join(",", matchers) + "}";
  }
}
