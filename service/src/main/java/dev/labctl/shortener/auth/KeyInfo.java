package dev.labctl.shortener.auth;

import dev.labctl.shortener.user.Scope;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is told of an API key once it has been handed over.
 *
 * @param user whose it is
 * @param name what its user calls it
 * @param scopes what it is for
 * @param expiresAt when it ends, or null: only when it is revoked
 */
public record KeyInfo(
    long id,
    long user,
    String name,
    Set<Scope> scopes,
    Instant createdAt,
    @Nullable Instant expiresAt) {
  public KeyInfo {
    scopes = Set.copyOf(scopes);
  }
}
