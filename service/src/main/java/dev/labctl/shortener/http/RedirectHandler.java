package dev.labctl.shortener.http;

import dev.labctl.shortener.click.OrphanVisit;
import dev.labctl.shortener.failure.ShortenerException.Gone;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.link.RedirectStatus;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.redirect.Resolution;
import dev.labctl.shortener.redirect.Resolver;
import dev.labctl.shortener.redirect.Source;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /{code}}, and HEAD, which only asks where a link leads: it is no click and uses no
 * visit.
 *
 * @param visit uses one of a counted link's visits, once for a request that a balancer may send
 *     again; false if none is left
 * @param open whether a counted link has visits left
 * @param clicks told of every redirect
 */
public record RedirectHandler(
    Resolver resolver,
    BiPredicate<Code, @Nullable String> visit,
    Predicate<Code> open,
    ClickReader clicks,
    InstantSource clock,
    ServiceMetrics metrics)
    implements Handler {
  private static final HeaderName X_CACHE = HeaderNames.create("X-Cache");
  static final HeaderName X_CACHE_SOURCE = HeaderNames.create("X-Cache-Source");
  // A browser keeps a permanent redirect for good unless told otherwise, and a link can be edited.
  private static final Header FOR_A_MINUTE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "private, max-age=60");
  private static final Header NEVER =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

  private static final Map<Source, Header> CACHE_STATUS = headers(X_CACHE, Source::cacheStatus);
  private static final Map<Source, Header> CACHE_SOURCE = headers(X_CACHE_SOURCE, Source::label);

  private static Map<Source, Header> headers(HeaderName name, Function<Source, String> value) {
    Map<Source, Header> headers = new EnumMap<>(Source.class);
    for (Source source : Source.values()) {
      headers.put(source, HeaderValues.createCached(name, value.apply(source)));
    }
    return headers;
  }

  /** The route: ahead of all others, since it is asked for a thousand times as often. */
  HttpRoute route() {
    return HttpRoute.builder()
        .methods(Method.GET, Method.HEAD)
        .path(CodePath.MATCHER)
        .handler(this)
        .build();
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Code code = ((CodePath) request.path()).code();
    Optional<Resolution> found = resolver.resolve(code);
    if (found.isEmpty()) {
      missing(request, response);
      return;
    }
    Resolution resolution = found.get();
    Destination to = resolution.destination();
    long now = clock.millis();
    if (!to.isThere(now)) {
      response.header(NEVER); // it will be
      missing(request, response);
      return;
    }
    boolean asks = request.prologue().method() == Method.HEAD;
    if (!to.isOpen(now)
        || (to.counted() && !(asks ? open.test(code) : visit.test(code, clicks.named(request))))) {
      throw new Gone("The link has expired or was switched off.");
    }
    if (!asks) {
      metrics.redirect(resolution.source());
      clicks.record(request, code, now);
    }
    if (to.counted() || to.expiresAt() != null) {
      response.header(NEVER);
    } else if (to.status().isPermanent()) {
      response.header(FOR_A_MINUTE);
    }
    response
        .status(status(to.status()))
        .header(HeaderNames.LOCATION, to.forwardQuery() ? with(to, request) : to.target().value())
        .header(CACHE_STATUS.get(resolution.source()))
        .header(CACHE_SOURCE.get(resolution.source()))
        .send();
  }

  private void missing(ServerRequest request, ServerResponse response) {
    clicks.orphan(request, OrphanVisit.Type.INVALID_SHORT_URL);
    Problem.notFound().send(request, response);
  }

  private static String with(Destination to, ServerRequest request) {
    return ForwardedQuery.add(to.target().value(), request.prologue().query().rawValue());
  }

  private static Status status(RedirectStatus status) {
    return switch (status) {
      case MOVED_PERMANENTLY -> Status.MOVED_PERMANENTLY_301;
      case FOUND -> Status.FOUND_302;
      case TEMPORARY_REDIRECT -> Status.TEMPORARY_REDIRECT_307;
      case PERMANENT_REDIRECT -> Status.PERMANENT_REDIRECT_308;
    };
  }
}
