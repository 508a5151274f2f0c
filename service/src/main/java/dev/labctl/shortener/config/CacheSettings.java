package dev.labctl.shortener.config;

import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The caches before the databases; all instances alike.
 *
 * @param local whether this instance keeps what it has read
 * @param shared whether instances share through Redis what they have read
 * @param ttl how long Redis keeps a link, or null: until Redis needs the room
 */
public record CacheSettings(
    @Nullable Boolean local, @Nullable Boolean shared, @Nullable Delay ttl) {
  /** What holds if nothing is set. */
  public static final CacheSettings DEFAULT = new CacheSettings(null, null, null);

  public CacheSettings {
    if (ttl != null && ttl.length().toSeconds() < 1) {
      throw new Misconfigured("cache.ttl is %s, must be 1s or more".formatted(ttl.length()), null);
    }
  }

  /** False if it is switched off. */
  public boolean isLocal() {
    return local == null || local;
  }

  /** False if it is switched off. */
  public boolean isShared() {
    return shared == null || shared;
  }

  /** How long Redis keeps a link, or null: until it needs the room. */
  public @Nullable Duration lifetime() {
    return ttl == null ? null : ttl.length();
  }
}
