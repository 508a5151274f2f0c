package dev.labctl.shortener.redis;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.redirect.SharedCache;
import java.time.Duration;
import redis.clients.jedis.params.SetParams;

/**
 * Destinations in Redis under {@code link:<code>} for a lifetime. An edit or a deletion leaves a
 * mark for 60 s, so that no instance fills the cache again from a replica that lags.
 */
public final class RedisCache implements SharedCache {
  private static final Duration MARK_LIFETIME = Duration.ofSeconds(60);
  private static final String DELETED = "";
  private static final String CHANGED = "?";

  private final RedisConnector redis;
  private final Duration lifetime;

  /**
   * @param lifetime how long a link is kept, 1 s or more: the longest that an edit goes unseen
   *     whose mark could not be written
   */
  public RedisCache(RedisConnector redis, Duration lifetime) {
    this.redis = redis;
    this.lifetime = lifetime;
  }

  @Override
  public Entry get(Code code) {
    String value = redis.ask(client -> client.get(key(code)));
    if (value == null) {
      return new Entry.Miss();
    }
    return switch (value) {
      case DELETED -> new Entry.Deleted();
      case CHANGED -> new Entry.Changed();
      default -> new Entry.Hit(DestinationCodec.read(value));
    };
  }

  @Override
  public void putIfAbsent(Code code, Destination destination) {
    redis.ask(
        client ->
            client.set(
                key(code),
                DestinationCodec.write(destination),
                SetParams.setParams().nx().ex(lifetime.toSeconds())));
  }

  @Override
  public void markChanged(Code code) {
    mark(code, CHANGED);
  }

  @Override
  public void markDeleted(Code code) {
    mark(code, DELETED);
  }

  private void mark(Code code, String mark) {
    redis.ask(client -> client.setex(key(code), MARK_LIFETIME.toSeconds(), mark));
  }

  private static String key(Code code) {
    return "link:" + code.value();
  }
}
