package dev.labctl.shortener.http;

import dev.labctl.shortener.limit.RateLimiter;
import dev.labctl.shortener.limit.RateLimiter.Decision;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits how often the interface is asked. A caller who is signed in has a bucket of its own,
 * everybody else shares the address's: so do bad credentials, which would otherwise cost a look-up
 * each for nothing. Redirects are not limited, for a visitor is not to suffer from his neighbours.
 *
 * @param addresses limits callers that are not signed in, or null
 * @param users limits those that are, or null
 */
public record RateFilter(
    @Nullable RateLimiter addresses,
    @Nullable RateLimiter users,
    ClientAddress clients,
    Callers callers)
    implements Filter {

  /** A filter, or none if there is nothing to limit. */
  public static Optional<Filter> of(
      @Nullable RateLimiter addresses,
      @Nullable RateLimiter users,
      ClientAddress clients,
      Callers callers) {
    return addresses == null && users == null
        ? Optional.empty()
        : Optional.of(new RateFilter(addresses, users, clients, callers));
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String path = request.prologue().uriPath().path();
    if (!path.startsWith("/api/") && !path.startsWith("/rest/")) {
      chain.proceed();
      return;
    }
    Object address = RateAnswers.key(clients.of(request));
    Decision decision = addresses == null ? null : addresses.take(address);
    if (addresses != null && decision != null) {
      if (!decision.allowed()) {
        RateAnswers.refuse(addresses, decision, request, response);
        return;
      }
      if (callers.userOrNull(request) == null) {
        RateAnswers.tell(addresses, decision, response);
      } else {
        addresses.refund(address);
      }
    }
    Long user = users == null ? null : callers.userOrNull(request);
    if (users != null && user != null) {
      Decision own = users.take(user);
      if (!own.allowed()) {
        RateAnswers.refuse(users, own, request, response);
        return;
      }
      RateAnswers.tell(users, own, response);
    }
    chain.proceed();
  }
}
