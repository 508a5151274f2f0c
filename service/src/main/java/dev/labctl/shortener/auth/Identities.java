package dev.labctl.shortener.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Looks credentials up at most once in 5 s: a revoked key, a deleted or demoted user is known here
 * at once and by the other instances within that time. Unknown credentials are remembered too.
 */
public final class Identities {
  static final Duration FRESH = Duration.ofSeconds(5);
  private static final int MAX_ENTRIES = 10_000;

  private final Directory directory;
  private final Cache<Object, Optional<Identity>> known;
  private final AtomicLong changes = new AtomicLong();

  /**
   * @param ticker a monotonic clock in nanoseconds
   */
  public Identities(Directory directory, Ticker ticker) {
    this.directory = directory;
    this.known =
        Caffeine.newBuilder()
            .ticker(ticker)
            .maximumSize(MAX_ENTRIES)
            .expireAfterWrite(FRESH)
            .build();
  }

  Optional<Identity> byKey(ApiKey.Hash hash) {
    return find(hash, () -> directory.byKey(hash));
  }

  Optional<Identity> byId(long user) {
    return find(user, () -> directory.byId(user));
  }

  private Optional<Identity> find(Object credential, Supplier<Optional<Identity>> lookup) {
    Optional<Identity> cached = known.getIfPresent(credential);
    if (cached != null) {
      return cached;
    }
    long before = changes.get();
    Optional<Identity> found = lookup.get();
    known.put(credential, found);
    if (changes.get() != before) {
      known.invalidate(credential); // it may have been looked up before the change
    }
    return found;
  }

  /** Forgets what may have changed with a user, keys or rights. */
  public void changed() {
    // Changes are rare and everything is back after one lookup each: not worth telling apart.
    changes.incrementAndGet();
    known.invalidateAll();
  }
}
