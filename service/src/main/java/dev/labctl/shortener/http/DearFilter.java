package dev.labctl.shortener.http;

import dev.labctl.shortener.limit.RateLimiter;
import dev.labctl.shortener.limit.RateLimiter.Decision;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Limits how often somebody asks for what is dear, by default: searches and statistics. They have
 * connections of their own, which one caller must not keep from all the others.
 *
 * @param limiter has a bucket for each user, and for each address of those who are not signed in
 */
public record DearFilter(RateLimiter limiter, ClientAddress clients, Callers callers)
    implements Filter {
  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (isDear(request.prologue().uriPath().path(), request.prologue().query().rawValue())) {
      Long user = callers.userOrNull(request);
      Decision decision = limiter.take(user == null ? RateAnswers.key(clients.of(request)) : user);
      if (!decision.allowed()) {
        RateAnswers.refuse(limiter, decision, request, response);
        return;
      }
    }
    chain.proceed();
  }

  static boolean isDear(String path, String query) {
    if (path.startsWith("/api/")) {
      return path.endsWith("/stats") || query.contains("target=");
    }
    return path.startsWith("/rest/")
        && (path.contains("/visits")
            || path.endsWith("/stats")
            || query.contains("searchTerm=")
            || query.contains("orderBy="));
  }
}
