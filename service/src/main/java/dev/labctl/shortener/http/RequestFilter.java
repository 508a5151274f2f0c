package dev.labctl.shortener.http;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.observe.AccessLog;
import dev.labctl.shortener.observe.Exchange;
import dev.labctl.shortener.observe.Readiness;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.observe.Trace;
import dev.labctl.shortener.observe.TraceParent;
import dev.labctl.shortener.observe.Tracing;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names, times and logs every request by its route, and sends clients elsewhere while the server
 * drains.
 */
record RequestFilter(ServiceMetrics metrics, AccessLog log, Tracing tracing, Readiness readiness)
    implements Filter {
  // A client may invent methods; a label must not grow with them.
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long start = System.nanoTime();
    OpenConnection connection = OpenConnection.current();
    connection.works();
    if (readiness.isDraining()) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    Header id = RequestId.of(request);
    response.header(id);
    SecurityHeaders.add(response);
    response.beforeSend(() -> connection.answers(0));
    Exchange exchange = new Exchange(id.get(), trace(request));
    response.whenSent(
        () -> {
          connection.idle();
          sent(request, response, id, exchange, System.nanoTime() - start);
        });
    exchange.run(chain::proceed);
    if (response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
      // Helidon 4.5 says so and reads on: a body that nobody read would be the next request.
      throw new CloseConnectionException("closed, as the answer said");
    }
  }

  private void sent(
      RoutingRequest request, RoutingResponse response, Header id, Exchange exchange, long took) {
    String route = request.matchingPattern().filter(p -> !p.isEmpty()).orElse("unmatched");
    String invented = request.prologue().method().text();
    String method = METHODS.contains(invented) ? invented : "_OTHER";
    int status = response.status().code();
    metrics.request(method, route, status, took, exchange.statements());
    Trace trace = exchange.trace();
    if (trace != null) {
      end(trace, method, route, response);
    }
    if (log.wants(status, took)) {
      log.write(
          new AccessLog.Line(
              id.get(),
              trace == null ? traceId(request) : trace.id(),
              method,
              route,
              code(request),
              response.headers().first(RedirectHandler.X_CACHE_SOURCE).orElse(null),
              status,
              took,
              exchange.error()));
    }
  }

  private @Nullable Trace trace(RoutingRequest request) {
    return tracing.isOn()
        ? tracing.begin(
            Tracing.Kind.SERVER, "request", request.headers().first(TRACEPARENT).orElse(null))
        : null;
  }

  private static void end(Trace trace, String method, String route, RoutingResponse response) {
    trace.name(method + " " + route);
    trace.attribute("http.request.method", method);
    trace.attribute("http.route", route);
    trace.attribute("http.response.status_code", response.status().code());
    response
        .headers()
        .first(RedirectHandler.X_CACHE_SOURCE)
        .ifPresent(source -> trace.attribute("shortener.cache.source", source));
    trace.end(response.status().code() >= 500);
  }

  private static @Nullable String traceId(RoutingRequest request) {
    return request
        .headers()
        .first(TRACEPARENT)
        .flatMap(TraceParent::parse)
        .map(TraceParent::traceId)
        .orElse(null);
  }

  private static @Nullable String code(RoutingRequest request) {
    // What is no code is somebody's free text, and stays out of the log.
    return request
        .path()
        .pathParameters()
        .first("code")
        .asOptional()
        .flatMap(Code::parse)
        .map(Code::value)
        .orElse(null);
  }
}
