package dev.labctl.shortener.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * An error as RFC 9457's problem+json, or as a page for those who ask for one.
 *
 * @param more members of this error's own
 */
record Problem(Status status, String detail, Map<String, ?> more) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HeaderName CONTENT_SECURITY_POLICY =
      HeaderNames.create("Content-Security-Policy");
  static final String CONTENT_TYPE = "application/problem+json";

  Problem(Status status, String detail) {
    this(status, detail, Map.of());
  }

  static Problem notFound() {
    return new Problem(Status.NOT_FOUND_404, "There is no such link or page.");
  }

  byte[] body() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "about:blank");
    members.put("title", status.reasonPhrase());
    members.put("status", status.code());
    members.put("detail", detail);
    members.putAll(more);
    return JSON.writeValueAsBytes(members);
  }

  void send(ServerRequest request, ServerResponse response) {
    response.status(status).header(SecurityHeaders.VARY);
    if (status.equals(Status.SERVICE_UNAVAILABLE_503)) {
      response.header(HeaderNames.RETRY_AFTER, "1");
    }
    if (status.equals(Status.UNAUTHORIZED_401)) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    if (request.headers().first(HeaderNames.ACCEPT).orElse("").contains("text/html")) {
      response
          .header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
          .header(CONTENT_SECURITY_POLICY, ErrorPage.POLICY);
      send(request, response, ErrorPage.of(this));
    } else {
      response.header(HeaderNames.CONTENT_TYPE, CONTENT_TYPE);
      send(request, response, body());
    }
  }

  /** Helidon sends what it is given; after HEAD it would be read as the next answer. */
  private static void send(ServerRequest request, ServerResponse response, byte[] content) {
    if (request.prologue().method() == Method.HEAD) {
      response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, content.length)).send();
    } else {
      response.send(content);
    }
  }
}
