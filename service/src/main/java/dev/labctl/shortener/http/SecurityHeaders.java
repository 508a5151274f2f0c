package dev.labctl.shortener.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status.Family;
import io.helidon.webserver.http.ServerResponse;

/**
 * What browsers are told to forbid. A redirect has no content to protect, and a Referrer-Policy
 * would change what the target learns of where its visitors come from: it gets {@code nosniff}
 * only. All else gets the strictest policy unless its handler set one that fits its page.
 */
final class SecurityHeaders {
  static final HeaderName CONTENT_SECURITY_POLICY = HeaderNames.create("Content-Security-Policy");
  private static final Header NO_SNIFFING =
      HeaderValues.createCached(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  private static final Header NOTHING_LOADED =
      HeaderValues.createCached(
          CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
  private static final Header NO_FRAMES =
      HeaderValues.createCached(HeaderNames.create("X-Frame-Options"), "DENY");
  private static final Header NO_REFERRER =
      HeaderValues.createCached(HeaderNames.create("Referrer-Policy"), "no-referrer");

  // What the interface says is somebody's, and a 404 or 410 is not for ever.
  private static final Header NOT_KEPT =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
  static final Header VARY =
      HeaderValues.createCached(HeaderNames.VARY, "Accept, Authorization, X-Api-Key");

  private SecurityHeaders() {}

  /** Lets the response have them, whoever makes it. */
  static void add(ServerResponse response) {
    response.header(NO_SNIFFING).beforeSend(() -> complete(response));
  }

  private static void complete(ServerResponse response) {
    if (response.status().family() != Family.REDIRECTION) {
      complete(response.headers());
    }
  }

  /** For answers that never were a response: what the server refuses before routing. */
  static ServerResponseHeaders complete(ServerResponseHeaders headers) {
    headers.setIfAbsent(NO_SNIFFING);
    headers.setIfAbsent(NOTHING_LOADED);
    headers.setIfAbsent(NOT_KEPT);
    headers.setIfAbsent(NO_FRAMES);
    headers.setIfAbsent(NO_REFERRER);
    return headers;
  }
}
