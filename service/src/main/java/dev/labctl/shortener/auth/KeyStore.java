package dev.labctl.shortener.auth;

import dev.labctl.shortener.user.Caller;
import dev.labctl.shortener.user.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where API keys are kept, as hashes. Every method may throw DependencyFailed; each change writes
 * its audit event in its own transaction.
 */
public interface KeyStore {
  /** Most keys of one user. */
  int MAX_KEYS = 100;

  /** Keeps a key; empty if there is no such user or it has {@link #MAX_KEYS} keys. */
  Optional<KeyInfo> create(
      long user,
      String name,
      ApiKey.Hash hash,
      Set<Scope> scopes,
      @Nullable Instant expiresAt,
      Caller caller);

  /** A user's keys, the newest first. */
  List<KeyInfo> list(long user);

  /** Forgets a key of the caller's, or anybody's for an admin; false if there is none. */
  boolean revoke(long id, Caller caller);
}
