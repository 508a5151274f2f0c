package dev.labctl.shortener.http;

import dev.labctl.shortener.auth.Authenticator;
import dev.labctl.shortener.auth.EditSecrets;
import dev.labctl.shortener.failure.ShortenerException.NotAllowed;
import dev.labctl.shortener.failure.ShortenerException.NotSignedIn;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.user.Caller;
import dev.labctl.shortener.user.Scope;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, by its {@code X-Api-Key} or {@code Authorization} header. Redirects do not
 * ask.
 *
 * @param anonymousCreate whether links may be changed without signing in
 */
public record Callers(Authenticator authenticator, EditSecrets secrets, boolean anonymousCreate)
    implements Function<ServerRequest, Caller> {
  static final HeaderName EDIT_SECRET = HeaderNames.create("X-Edit-Secret");
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
    return anonymousCreate ? allowed(request) : signedIn(request);
  }

  /** The caller, perhaps anonymous; a key must be for what it is used for. */
  Caller allowed(ServerRequest request) {
    Caller caller = apply(request);
    Method method = request.prologue().method();
    Scope needed = method == Method.GET || method == Method.HEAD ? Scope.READ : Scope.CREATE;
    if (caller instanceof Caller.SignedIn user
        && !user.scopes().contains(needed)
        && !user.scopes().contains(Scope.ADMIN)) {
      throw new NotAllowed("the key is not for this; it needs the scope " + needed.label());
    }
    return caller;
  }

  /** The caller, who manages keys and passwords: not by a key that is for links. */
  Caller.SignedIn account(ServerRequest request) {
    Caller.SignedIn caller = signedIn(request);
    if (!caller.scopes().contains(Scope.ADMIN)) {
      throw new NotAllowed("the key is not for this; it needs the scope admin");
    }
    return caller;
  }

  /** Who holds the edit secret that was sent for a link, else the caller. */
  Caller holder(ServerRequest request, Caller caller, Supplier<Optional<Link>> link) {
    if (!(caller instanceof Caller.Anonymous)) {
      return caller;
    }
    String sent = request.headers().first(EDIT_SECRET).orElse(null);
    return sent == null
        ? caller
        : link.get().map(found -> secrets.holder(found, sent)).orElse(caller);
  }

  /** The secret with which its anonymous maker will change a link; null if it is somebody's. */
  @Nullable String editSecret(Link link) {
    return secrets.of(link);
  }

  /** The caller, who is signed in. */
  Caller.SignedIn signedIn(ServerRequest request) {
    return switch (allowed(request)) {
      case Caller.SignedIn user -> user;
      case Caller.Anonymous nobody -> throw notSignedIn();
      case Caller.Holder holder -> throw notSignedIn();
    };
  }

  private static NotSignedIn notSignedIn() {
    return new NotSignedIn("sign in: send an access token or an API key");
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
