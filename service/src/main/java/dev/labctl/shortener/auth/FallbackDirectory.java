package dev.labctl.shortener.auth;

import dev.labctl.shortener.guard.Fallback;
import java.util.Optional;

/** Asks the primary, so that a revoked key ends at once, and a replica while it is away. */
public record FallbackDirectory(Fallback<Directory> directories) implements Directory {
  @Override
  public Optional<Identity> byKey(ApiKey.Hash hash) {
    return directories.ask(directory -> directory.byKey(hash));
  }

  @Override
  public Optional<Identity> byId(long user) {
    return directories.ask(directory -> directory.byId(user));
  }
}
