package dev.labctl.shortener.http;

import dev.labctl.shortener.observe.Readiness;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.observe.Statements;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Times every request by its route, and sends clients elsewhere while the server drains. */
record RequestFilter(ServiceMetrics metrics, Readiness readiness) implements Filter {
  // A client may invent methods; a label must not grow with them.
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final Header NO_SNIFFING =
      HeaderValues.createCached(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long start = System.nanoTime();
    if (readiness.isDraining()) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    response.header(NO_SNIFFING);
    AtomicInteger statements = new AtomicInteger();
    response.whenSent(
        () -> {
          String route = request.matchingPattern().orElse("unmatched");
          metrics.statements(route, statements.get());
          String method = request.prologue().method().text();
          metrics.request(
              METHODS.contains(method) ? method : "_OTHER",
              route,
              response.status().code(),
              Duration.ofNanos(System.nanoTime() - start));
        });
    Statements.counting(statements, chain::proceed);
  }
}
