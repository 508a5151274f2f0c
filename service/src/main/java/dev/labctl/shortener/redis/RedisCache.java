package dev.labctl.shortener.redis;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Target;
import dev.labctl.shortener.redirect.SharedCache;
import java.time.Duration;
import redis.clients.jedis.params.SetParams;

/**
 * Targets in Redis under {@code link:<code>} for 10 minutes. A deletion leaves an empty value for
 * 60 s, so that no instance fills the cache again from a replica that lags.
 */
public final class RedisCache implements SharedCache {
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final Duration DELETED_LIFETIME = Duration.ofSeconds(60);
  private static final String DELETED = "";

  private final RedisConnector redis;

  public RedisCache(RedisConnector redis) {
    this.redis = redis;
  }

  @Override
  public Entry get(Code code) {
    String value = redis.ask(client -> client.get(key(code)));
    if (value == null) {
      return new Entry.Miss();
    }
    return value.equals(DELETED) ? new Entry.Deleted() : new Entry.Hit(new Target(value));
  }

  @Override
  public void putIfAbsent(Code code, Target target) {
    redis.ask(
        client ->
            client.set(
                key(code), target.value(), SetParams.setParams().nx().ex(LIFETIME.toSeconds())));
  }

  @Override
  public void markDeleted(Code code) {
    redis.ask(client -> client.setex(key(code), DELETED_LIFETIME.toSeconds(), DELETED));
  }

  private static String key(Code code) {
    return "link:" + code.value();
  }
}
