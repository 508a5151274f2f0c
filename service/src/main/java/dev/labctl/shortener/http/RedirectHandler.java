package dev.labctl.shortener.http;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.redirect.Resolution;
import dev.labctl.shortener.redirect.Resolver;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/** {@code GET /{code}}. */
record RedirectHandler(Resolver resolver, ServiceMetrics metrics) implements Handler {
  private static final HeaderName X_CACHE = HeaderNames.create("X-Cache");
  private static final HeaderName X_CACHE_SOURCE = HeaderNames.create("X-Cache-Source");

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Optional<Resolution> found =
        Code.parse(request.path().pathParameters().get("code")).flatMap(resolver::resolve);
    if (found.isEmpty()) {
      Problem.notFound().send(response);
      return;
    }
    Resolution resolution = found.get();
    metrics.redirect(resolution.source());
    response
        .status(Status.FOUND_302)
        .header(HeaderNames.LOCATION, resolution.target().value())
        .header(X_CACHE, resolution.source().cacheStatus())
        .header(X_CACHE_SOURCE, resolution.source().label())
        .send();
  }
}
