package dev.labctl.shortener.auth;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.user.Caller;
import dev.labctl.shortener.user.Scope;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes, lists and revokes API keys. */
public final class ApiKeys {
  private static final Pattern NAME = Pattern.compile("\\P{Cntrl}{1,100}");

  private final KeyStore store;
  private final Identities identities;
  private final SecureRandom random;
  private final InstantSource clock;

  public ApiKeys(KeyStore store, Identities identities, SecureRandom random, InstantSource clock) {
    this.store = store;
    this.identities = identities;
    this.random = random;
    this.clock = clock;
  }

  /** A new key, which can be read this once. */
  public record Created(ApiKey key, KeyInfo info) {}

  /** Makes a key for a user. */
  public Created create(
      long user, String name, Set<Scope> scopes, @Nullable Instant expiresAt, Caller caller) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInput(
          "name has %d characters, must have 1 to 100 and no control characters"
              .formatted(name.length()));
    }
    if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
      throw new InvalidInput("expiresAt is %s, must be in the future".formatted(expiresAt));
    }
    ApiKey key = ApiKey.random(random);
    KeyInfo info =
        store
            .create(user, name, key.hash(), scopes, expiresAt, caller)
            .orElseThrow(
                () ->
                    new InvalidInput(
                        "there is no user %d, or it has %d keys; revoke one"
                            .formatted(user, KeyStore.MAX_KEYS)));
    return new Created(key, info);
  }

  public List<KeyInfo> list(long user) {
    return store.list(user);
  }

  /** Ends a key: here at once, on the other instances within 5 s. */
  public void revoke(long id, Caller caller) {
    if (!store.revoke(id, caller)) {
      throw new NotFound("There is no such key.");
    }
    identities.changed();
  }
}
