package dev.labctl.shortener.redis;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.guard.CircuitBreaker;
import dev.labctl.shortener.guard.SharedTrips;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.redirect.SharedCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/**
 * Destinations in Redis under {@code link:<code>}, until Redis needs the room or for a lifetime. An
 * edit or a deletion leaves a mark for 60 s, so that no instance fills the cache again from a
 * replica that lags, and is told to the other instances.
 */
public final class RedisCache implements SharedCache {
  private static final Duration WITHIN = Duration.ofMillis(150);

  // Redis itself does one thing at a time.
  private static final int ROUND_TRIPS = 2;
  private static final Duration MARK_LIFETIME = Duration.ofSeconds(60);
  private static final String DELETED = "";
  private static final String CHANGED = "?";

  private final RedisConnector redis;
  private final CircuitBreaker breaker;
  private final ChangeChannel changes;
  private final @Nullable Duration lifetime;
  private final SharedTrips<String, String> reads;
  private final SharedTrips<Put, String> puts;
  private final AtomicBoolean damageSaid = new AtomicBoolean();

  /**
   * @param breaker counts round trips, not the questions in them
   * @param lifetime how long a link is kept, 1 s or more, or null: until there is no room
   */
  public RedisCache(
      RedisConnector redis,
      CircuitBreaker breaker,
      ChangeChannel changes,
      @Nullable Duration lifetime) {
    this.redis = redis;
    this.breaker = breaker;
    this.changes = changes;
    this.lifetime = lifetime;
    this.reads =
        new SharedTrips<>(
            "redis",
            ROUND_TRIPS,
            keys -> ask(client -> client.mget(keys.toArray(String[]::new))),
            WITHIN,
            WITHIN);
    this.puts = new SharedTrips<>("redis", ROUND_TRIPS, this::putAll, WITHIN, WITHIN);
  }

  @Override
  public Entry get(Code code) {
    return entry(reads.ask(key(code)), this::sayDamage);
  }

  /** What a value means; one that is damaged, or of another release, is as good as none. */
  static Entry entry(@Nullable String value, Runnable damaged) {
    return switch (value) {
      case null -> new Entry.Miss();
      case DELETED -> new Entry.Deleted();
      case CHANGED -> new Entry.Changed();
      default -> {
        try {
          yield new Entry.Hit(DestinationCodec.read(value));
        } catch (InvalidInput e) {
          damaged.run();
          yield new Entry.Miss();
        }
      }
    };
  }

  /** Once, and not with every request for the link. */
  private void sayDamage() {
    if (!damageSaid.getAndSet(true)) {
      System.getLogger(RedisCache.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "Redis holds a link that is none: it, and any other like it, is read from Postgres"
                  + " for as long as it is there");
    }
  }

  @Override
  public void putIfAbsent(Code code, Destination destination) {
    puts.ask(new Put(key(code), DestinationCodec.write(destination)));
  }

  private record Put(String key, String value) {}

  private List<@Nullable String> putAll(List<Put> together) {
    SetParams absent = SetParams.setParams().nx();
    if (lifetime != null) {
      absent.ex(lifetime.toSeconds());
    }
    return ask(
        client -> {
          try (AbstractPipeline pipeline = client.pipelined()) {
            List<Response<String>> answers =
                together.stream().map(p -> pipeline.set(p.key(), p.value(), absent)).toList();
            pipeline.sync();
            List<@Nullable String> said = new ArrayList<>(answers.size());
            answers.forEach(answer -> said.add(answer.get())); // throws what Redis refused with
            return said;
          }
        });
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
    ask(client -> client.setex(key(code), MARK_LIFETIME.toSeconds(), mark));
    // After the mark: who hears of it and looks finds it.
    changes.publish(code);
  }

  private <T extends @Nullable Object> T ask(Function<UnifiedJedis, T> command) {
    return breaker.call(() -> redis.ask(command));
  }

  private static String key(Code code) {
    return "link:" + code.value();
  }
}
