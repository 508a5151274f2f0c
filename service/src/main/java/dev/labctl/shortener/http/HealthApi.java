package dev.labctl.shortener.http;

import dev.labctl.shortener.observe.Readiness;
import dev.labctl.shortener.observe.ServiceMetrics;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Health and metrics, of every role of the program. */
record HealthApi(Readiness readiness, ServiceMetrics metrics) implements HttpService {
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/health/live", (request, response) -> health(response, true))
        .get("/health/started", (request, response) -> health(response, readiness.isStarted()))
        .get("/health/ready", (request, response) -> health(response, readiness.isReady()))
        .get(
            "/metrics",
            (request, response) ->
                response
                    .header(HeaderNames.CONTENT_TYPE, metrics.contentType())
                    .send(metrics.scrape()));
  }

  private void health(ServerResponse response, boolean up) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", up ? "UP" : "DOWN");
    body.put("draining", readiness.isDraining());
    body.put("dependencies", readiness.states());
    response
        .status(up ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .send(JSON.writeValueAsBytes(body));
  }
}
