package dev.labctl.shortener.auth;

import dev.labctl.shortener.user.Caller;

/**
 * An active user.
 *
 * @param generation grows with each change that ends older tokens, such as a new password
 */
public record Identity(long user, boolean admin, int generation) {
  Caller caller() {
    return new Caller.SignedIn(user, admin);
  }
}
