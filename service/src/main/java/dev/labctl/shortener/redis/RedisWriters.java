package dev.labctl.shortener.redis;

import dev.labctl.shortener.observe.Writability;
import java.time.Duration;
import redis.clients.jedis.params.SetParams;

/** Instances that can write, as they say in Redis: one key, which each of them renews. */
public record RedisWriters(RedisConnector redis) implements Writability.Writers {
  private static final String KEY = "shortener:writer";
  private static final Duration FOR = Duration.ofSeconds(2);

  @Override
  public boolean any() {
    return redis.ask(client -> client.exists(KEY));
  }

  @Override
  public void announce() {
    redis.ask(client -> client.set(KEY, "", SetParams.setParams().px(FOR.toMillis())));
  }
}
