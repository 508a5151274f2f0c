package dev.labctl.shortener.http;

import dev.labctl.shortener.auth.Authenticator;
import dev.labctl.shortener.failure.ShortenerException.NotAllowed;
import dev.labctl.shortener.failure.ShortenerException.NotSignedIn;
import dev.labctl.shortener.user.Caller;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, by its {@code X-Api-Key} or {@code Authorization} header. Redirects do not
 * ask.
 *
 * @param anonymousCreate whether links may be changed without signing in
 */
public record Callers(Authenticator authenticator, boolean anonymousCreate)
    implements Function<ServerRequest, Caller> {
  static final HeaderName X_API_KEY = HeaderNames.create("X-Api-Key");

  /** The caller, perhaps anonymous; credentials that are no good are an error. */
  @Override
  public Caller apply(ServerRequest request) {
    return request
        .context()
        .get(Callers.class, Caller.class)
        .orElseGet(
            () -> {
              Caller caller =
                  authenticator.authenticate(
                      request.headers().first(X_API_KEY).orElse(null),
                      request.headers().first(HeaderNames.AUTHORIZATION).orElse(null));
              request.context().register(Callers.class, caller);
              return caller;
            });
  }

  /** The user that sent a request, or null if nobody is signed in, or not rightly. */
  @Nullable Long userOrNull(ServerRequest request) {
    try {
      return apply(request).userId();
    } catch (NotSignedIn e) {
      return null; // the endpoint says so
    }
  }

  /** The caller, who may make and change links. */
  Caller writer(ServerRequest request) {
    return anonymousCreate ? apply(request) : signedIn(request);
  }

  /** The caller, who is signed in. */
  Caller.SignedIn signedIn(ServerRequest request) {
    return switch (apply(request)) {
      case Caller.SignedIn user -> user;
      case Caller.Anonymous nobody ->
          throw new NotSignedIn("sign in: send an access token or an API key");
    };
  }

  /** The caller, who is an admin. */
  Caller.SignedIn admin(ServerRequest request) {
    Caller.SignedIn caller = signedIn(request);
    if (!caller.isAdmin()) {
      throw new NotAllowed("only an admin may do this");
    }
    return caller;
  }
}
