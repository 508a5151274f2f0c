package dev.labctl.shortener.auth;

import dev.labctl.shortener.failure.ShortenerException.NotSignedIn;
import dev.labctl.shortener.user.Caller;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns credentials into a caller. */
public final class Authenticator {
  private static final String BEARER = "bearer ";

  private final Identities identities;
  private final Tokens tokens;

  public Authenticator(Identities identities, Tokens tokens) {
    this.identities = identities;
    this.tokens = tokens;
  }

  /**
   * The caller; anonymous without credentials.
   *
   * @param apiKey an {@code X-Api-Key} header, or null
   * @param authorization an {@code Authorization} header, {@code Bearer} with a token or a key, or
   *     null
   * @throws NotSignedIn if there are credentials and they are no good
   */
  public Caller authenticate(@Nullable String apiKey, @Nullable String authorization) {
    if (apiKey != null && authorization != null) {
      throw new NotSignedIn("send either X-Api-Key or Authorization, not both");
    }
    if (apiKey != null) {
      return byKey(apiKey);
    }
    return authorization == null ? new Caller.Anonymous() : byAuthorization(authorization);
  }

  private Caller byAuthorization(String header) {
    if (!header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw new NotSignedIn("Authorization must be 'Bearer' and an access token or an API key");
    }
    String credential = header.substring(BEARER.length()).strip();
    return credential.startsWith(ApiKey.PREFIX) ? byKey(credential) : byToken(credential);
  }

  private Caller byKey(String text) {
    return ApiKey.parse(text.strip())
        .flatMap(key -> identities.byKey(key.hash()))
        .map(Identity::caller)
        .orElseThrow(() -> new NotSignedIn("the API key is unknown, was revoked or has expired"));
  }

  private Caller byToken(String text) {
    return tokens
        .read(text)
        .flatMap(
            claims ->
                identities
                    .byId(claims.user())
                    .filter(identity -> identity.generation() == claims.generation()))
        .map(Identity::caller)
        .orElseThrow(
            () ->
                new NotSignedIn(
                    "the access token is not valid or has expired; sign in at /api/tokens"));
  }
}
