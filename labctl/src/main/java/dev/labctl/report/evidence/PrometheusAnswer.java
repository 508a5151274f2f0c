package dev.labctl.report.evidence;

import dev.labctl.prometheus.PrometheusResponse;
import dev.labctl.report.evidence.Query.QueryKind;
import java.time.Instant;
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
    QueryKind kind,
    Instant start,
    Instant end,
    int step,
    String status,
    JsonNode response) {

  /** Whether Prometheus answered with data, be it empty. */
  public boolean succeeded() {
    return read().succeeded();
  }

  /** The response, to be read. */
  PrometheusResponse read() {
    return new PrometheusResponse(status, response);
  }
}
