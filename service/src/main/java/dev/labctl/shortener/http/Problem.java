package dev.labctl.shortener.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** An error as RFC 9457's problem+json. */
record Problem(Status status, String detail) {
  private static final JsonMapper JSON = new JsonMapper();
  static final String CONTENT_TYPE = "application/problem+json";

  static Problem notFound() {
    return new Problem(Status.NOT_FOUND_404, "There is no such link or page.");
  }

  byte[] body() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "about:blank");
    members.put("title", status.reasonPhrase());
    members.put("status", status.code());
    members.put("detail", detail);
    return JSON.writeValueAsBytes(members);
  }

  void send(ServerResponse response) {
    response.status(status).header(HeaderNames.CONTENT_TYPE, CONTENT_TYPE);
    if (status.equals(Status.SERVICE_UNAVAILABLE_503)) {
      response.header(HeaderNames.RETRY_AFTER, "1");
    }
    response.send(body());
  }
}
