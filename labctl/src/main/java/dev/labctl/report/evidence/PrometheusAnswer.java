package dev.labctl.report.evidence;

import dev.labctl.report.evidence.Query.Kind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A query with Prometheus' raw answer, one file of a run's {@code prometheus/}.
 *
 * @param start equal to {@code end} for an instant query
 * @param step seconds between samples, 0 for an instant query
 * @param status {@code success}, or {@code failed: } with the reason
 * @param response what Prometheus sent; JSON null when it sent nothing readable
 */
public record PrometheusAnswer(
    String id,
    String query,
    Kind kind,
    Instant start,
    Instant end,
    int step,
    String status,
    JsonNode response) {

  static final String SUCCESS = "success";

  /** Whether Prometheus answered with data, be it empty. */
  public boolean succeeded() {
    return status.equals(SUCCESS);
  }

  /** The range vector of a response, a missing second where Prometheus had no number. */
  static List<Series> series(List<JsonNode> results) {
    return results.stream().map(PrometheusAnswer::series).toList();
  }

  private static Series series(JsonNode result) {
    var values = new TreeMap<Long, Double>();
    for (JsonNode point : result.path("values")) {
      double value = number(point.path(1));
      if (!Double.isNaN(value)) {
        values.put((long) point.path(0).doubleValue(), value);
      }
    }
    return new Series(labels(result), values);
  }

  static Map<String, String> labels(JsonNode result) {
    var labels = new LinkedHashMap<String, String>();
    result.path("metric").forEachEntry((name, value) -> labels.put(name, value.stringValue()));
    return labels;
  }

  /** Prometheus writes numbers as text, and infinity its own way. */
  static double number(JsonNode text) {
    return switch (text.asString("NaN")) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case String s -> Double.parseDouble(s);
    };
  }
}
