package dev.labctl.shortener.auth;

import java.util.Optional;

/** Where credentials are looked up. Every method may throw DependencyFailed. */
public interface Directory {
  /** The active user whose key, not expired, this is. */
  Optional<Identity> byKey(ApiKey.Hash hash);

  /** An active user. */
  Optional<Identity> byId(long user);
}
