package dev.labctl.shortener.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket for each key, which fills evenly. A bucket is one number: the time when it will be
 * full (the "generic cell rate algorithm"). No more than 20,000 are kept, about 3 MB; the one that
 * has to go is a full one wherever there is one, for a full bucket is forgotten by itself.
 */
public final class RateLimiter {
  private static final int MAX_KEYS = 20_000;

  /** Caffeine may note an access late; a bucket forgotten before it is full gives away a token. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final String name;
  private final Quota quota;
  private final Ticker ticker;
  private final long nanosPerToken;
  private final long nanosToFill;
  private final Cache<Object, AtomicLong> fullAt;

  /**
   * @param name what clients know the limit by
   * @param ticker a monotonic clock in nanoseconds
   */
  public RateLimiter(String name, Quota quota, Ticker ticker) {
    this.name = name;
    this.quota = quota;
    this.ticker = ticker;
    this.nanosPerToken = quota.per().toNanos() / quota.requests();
    this.nanosToFill = nanosPerToken * quota.requests();
    this.fullAt =
        Caffeine.newBuilder()
            .ticker(ticker)
            .maximumSize(MAX_KEYS)
            .expireAfterAccess(quota.per().plus(SLACK))
            .build();
  }

  /**
   * What became of a request.
   *
   * @param remaining how many more would be allowed now
   * @param untilFull when all of the quota is there again
   * @param retryAfter when the next one will be allowed; zero if it is now
   */
  public record Decision(
      boolean allowed, long remaining, Duration untilFull, Duration retryAfter) {}

  /** What clients know the limit by. */
  public String name() {
    return name;
  }

  public Quota quota() {
    return quota;
  }

  /** Takes a token out of a key's bucket, if there is one. */
  public Decision take(Object key) {
    AtomicLong bucket = fullAt.get(key, k -> new AtomicLong(ticker.read()));
    while (true) {
      long now = ticker.read();
      long old = bucket.get();
      long missing = Math.max(0, old - now) + nanosPerToken;
      if (missing > nanosToFill) {
        return decision(false, missing - nanosPerToken);
      }
      if (bucket.compareAndSet(old, now + missing)) {
        return decision(true, missing);
      }
    }
  }

  private Decision decision(boolean allowed, long missing) {
    long free = nanosToFill - missing;
    return new Decision(
        allowed,
        free / nanosPerToken,
        Duration.ofNanos(missing),
        Duration.ofNanos(free >= nanosPerToken ? 0 : nanosPerToken - free));
  }

  /** Puts a token back that was taken for nothing. */
  public void refund(Object key) {
    AtomicLong bucket = fullAt.getIfPresent(key);
    if (bucket != null) {
      bucket.addAndGet(-nanosPerToken);
    }
  }
}
