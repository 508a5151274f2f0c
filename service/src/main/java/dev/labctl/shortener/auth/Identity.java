package dev.labctl.shortener.auth;

import dev.labctl.shortener.user.Caller;
import dev.labctl.shortener.user.Scope;
import java.util.Set;

/**
 * An active user.
 *
 * @param generation grows with each change that ends older tokens, such as a new password
 * @param scopes what the key is for that led to the user; all if none did
 * @param byKey whether a key did
 */
public record Identity(long user, boolean admin, int generation, Set<Scope> scopes, boolean byKey) {
  public Identity {
    scopes = Set.copyOf(scopes);
  }

  /** A user who was not found by a key. */
  public Identity(long user, boolean admin, int generation) {
    this(user, admin, generation, Set.of(Scope.values()), false);
  }

  Caller caller() {
    return new Caller.SignedIn(user, admin, scopes, byKey);
  }
}
