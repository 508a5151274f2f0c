package dev.labctl.shortener.http;

import dev.labctl.shortener.observe.Writability;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Tells balancers whether to send writes here, on the admin port. */
record WritableApi(Writability writability) implements HttpService {
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public void routing(HttpRules rules) {
    rules.get(
        "/health/writable",
        (request, response) -> {
          boolean up = writability.isWritable();
          Map<String, Object> body = new LinkedHashMap<>();
          body.put("status", up ? "UP" : "DOWN");
          body.put("writes", writability.writes());
          response
              .status(up ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503)
              .header(HeaderNames.CONTENT_TYPE, "application/json")
              .send(JSON.writeValueAsBytes(body));
        });
  }
}
