package dev.labctl.report.evidence;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Prometheus' answers of one run, by query id. Reading them needs no Prometheus. */
public final class Evidence {
  private final Map<String, Answer> answers = new TreeMap<>();

  /**
   * @param answers one per query id; a later one replaces an earlier
   */
  public Evidence(Collection<Answer> answers) {
    answers.forEach(a -> this.answers.put(a.id(), a));
  }

  /** All answers, by id. */
  public List<Answer> answers() {
    return List.copyOf(answers.values());
  }

  /** Those that Prometheus did not give. */
  public List<Answer> failures() {
    return answers.values().stream().filter(a -> !a.succeeded()).toList();
  }

  /** The query text under an id, empty when it was not asked. */
  public String promql(String id) {
    Answer answer = answers.get(id);
    return answer == null ? "" : answer.query();
  }

  /** The instant vector under an id; empty when it was not asked, failed or had no element. */
  public List<Sample> vector(String id) {
    return results(id).stream()
        .map(r -> new Sample(labels(r), number(r.path("value").path(1))))
        .toList();
  }

  /** The series under an id; empty when it was not asked, failed or had no element. */
  public List<Series> series(String id) {
    return results(id).stream().map(Evidence::series).toList();
  }

  private List<JsonNode> results(String id) {
    Answer answer = answers.get(id);
    return answer == null || !answer.succeeded()
        ? List.of()
        : answer.response().path("data").path("result").valueStream().toList();
  }

  private static Series series(JsonNode result) {
    var values = new TreeMap<Long, Double>();
    result
        .path("values")
        .valueStream()
        .forEach(v -> values.put((long) v.path(0).doubleValue(), number(v.path(1))));
    return new Series(labels(result), values);
  }

  private static Map<String, String> labels(JsonNode result) {
    var labels = new LinkedHashMap<String, String>();
    result.path("metric").forEachEntry((name, value) -> labels.put(name, value.stringValue()));
    return labels;
  }

  private static double number(JsonNode text) {
    return switch (text.asString()) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text.asString());
    };
  }
}
