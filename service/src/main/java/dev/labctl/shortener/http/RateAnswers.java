package dev.labctl.shortener.http;

import dev.labctl.shortener.limit.Quota;
import dev.labctl.shortener.limit.RateLimiter;
import dev.labctl.shortener.limit.RateLimiter.Decision;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/** What clients are told of limits, in the fields of draft-ietf-httpapi-ratelimit-headers. */
final class RateAnswers {
  private static final HeaderName POLICY = HeaderNames.create("RateLimit-Policy");
  private static final HeaderName LIMIT = HeaderNames.create("RateLimit");
  // One subscriber has this much of IPv6 at least.
  private static final int IPV6_SUBSCRIBER_BYTES = 8;

  private RateAnswers() {}

  /** What an address is counted as. */
  static String key(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_SUBSCRIBER_BYTES))
        : address.getHostAddress();
  }

  static void tell(RateLimiter limiter, Decision decision, ServerResponse response) {
    tell(limiter.name(), limiter.quota(), decision, response);
  }

  private static void tell(String name, Quota quota, Decision decision, ServerResponse response) {
    response
        .header(POLICY, "\"%s\";q=%d;w=%d".formatted(name, quota.requests(), seconds(quota.per())))
        .header(
            LIMIT,
            "\"%s\";r=%d;t=%d"
                .formatted(name, decision.remaining(), seconds(decision.untilFull())));
  }

  static void refuse(
      RateLimiter limiter, Decision decision, ServerRequest request, ServerResponse response) {
    refuse(limiter.name(), limiter.quota(), decision, request, response);
  }

  static void refuse(
      String name, Quota quota, Decision decision, ServerRequest request, ServerResponse response) {
    tell(name, quota, decision, response);
    long wait = Math.max(1, seconds(decision.retryAfter()));
    response.header(HeaderNames.RETRY_AFTER, Long.toString(wait));
    new Problem(
            Status.TOO_MANY_REQUESTS_429,
            "More than %d requests in %d s; wait %d s."
                .formatted(quota.requests(), seconds(quota.per()), wait))
        .send(request, response);
  }

  private static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}
