package dev.labctl.prometheus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * What Prometheus sent, and how to read it.
 *
 * @param status {@code success}, or {@code failed: } with the reason
 * @param body what Prometheus sent; JSON null when it sent nothing readable
 */
public record PrometheusResponse(String status, JsonNode body) {
  private static final String SUCCESS = "success";
  private static final String FAILED = "failed: ";
  private static final String NO_ANSWER = FAILED + "no answer: ";

  static PrometheusResponse of(int code, JsonNode body) {
    boolean success = code == 200 && body.path("status").asString("").equals(SUCCESS);
    return new PrometheusResponse(
        success ? SUCCESS : FAILED + "HTTP " + code + " " + body.path("error").asString(""), body);
  }

  /** Prometheus could not be asked, or did not answer in time. */
  public static PrometheusResponse noAnswer(String reason) {
    return new PrometheusResponse(NO_ANSWER + reason, NullNode.getInstance());
  }

  /** There is no result, for that reason. */
  public static PrometheusResponse failed(String reason) {
    return new PrometheusResponse(FAILED + reason, NullNode.getInstance());
  }

  /** Whether Prometheus answered with data, be it empty. */
  public boolean succeeded() {
    return status.equals(SUCCESS);
  }

  /** Whether nothing came back at all. */
  public boolean unanswered() {
    return status.startsWith(NO_ANSWER);
  }

  /** Whether the query itself was at fault. */
  boolean refused() {
    return body.path("errorType").asString("").equals("bad_data");
  }

  /** Why there are no data. */
  public String failure() {
    return status.startsWith(FAILED) ? status.substring(FAILED.length()) : status;
  }

  /** The samples of an instant vector or a scalar; empty when there are none or it failed. */
  public List<Sample> vector() {
    JsonNode data = body.path("data");
    if (succeeded() && data.path("resultType").asString("").equals("scalar")) {
      return List.of(new Sample(Map.of(), number(data.path("result").path(1))));
    }
    return results().stream()
        .map(r -> new Sample(labels(r), number(r.path("value").path(1))))
        .toList();
  }

  /** The series of a range; empty when there are none or it failed. NaN is no sample. */
  public List<TimeSeries> series() {
    return results().stream().map(PrometheusResponse::one).toList();
  }

  private List<JsonNode> results() {
    if (!succeeded()) {
      return List.of();
    }
    var results = new ArrayList<JsonNode>();
    body.path("data").path("result").forEach(results::add);
    return results;
  }

  private static TimeSeries one(JsonNode result) {
    var values = new TreeMap<Long, Double>();
    for (JsonNode point : result.path("values")) {
      double value = number(point.path(1));
      if (!Double.isNaN(value)) {
        values.put((long) point.path(0).doubleValue(), value);
      }
    }
    return new TimeSeries(labels(result), values);
  }

  private static Map<String, String> labels(JsonNode result) {
    var labels = new LinkedHashMap<String, String>();
    result.path("metric").forEachEntry((name, value) -> labels.put(name, value.asString("")));
    return labels;
  }

  /** Prometheus writes numbers as text, and infinity its own way. */
  private static double number(JsonNode text) {
    return switch (text.asString("NaN")) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case String s -> Double.parseDouble(s);
    };
  }
}
