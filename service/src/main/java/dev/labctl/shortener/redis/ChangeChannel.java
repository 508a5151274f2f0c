package dev.labctl.shortener.redis;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.link.Code;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Tells the other instances through Redis which links have changed, and hears it from them. Redis
 * keeps no message for who is not listening: each time that listening begins again, something may
 * have been missed.
 */
public final class ChangeChannel implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ChangeChannel.class.getName());
  private static final String NAME = "links:changed";
  private static final Duration RETRY = Duration.ofMillis(500);

  /** A subscribed connection has no other time limit: a frozen master would never end it. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private final RedisConnector redis;
  private final String origin = UUID.randomUUID().toString();
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("redis-changes-", 0).factory());
  private volatile @Nullable Subscription current;

  public ChangeChannel(RedisConnector redis) {
    this.redis = redis;
  }

  /**
   * Listens from now on.
   *
   * @param changed gets each link that another instance changed
   * @param missed runs whenever messages may have been missed
   */
  public void listen(Consumer<Code> changed, Runnable missed) {
    var unused =
        threads.scheduleWithFixedDelay(
            () -> subscribe(changed, missed), 0, RETRY.toMillis(), TimeUnit.MILLISECONDS);
    unused =
        threads.scheduleWithFixedDelay(
            this::watch, RETRY.toMillis(), RETRY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Tells the others; may throw DependencyFailed. */
  void publish(Code code) {
    redis.ask(client -> client.publish(NAME, origin + " " + code.value()));
  }

  private void subscribe(Consumer<Code> changed, Runnable missed) {
    Optional<HostAndPort> master = redis.master();
    if (master.isEmpty()) {
      return;
    }
    try (Connection connection = redis.connect(master.get())) {
      Subscription subscription = new Subscription(master.get(), connection, changed, missed);
      current = subscription;
      subscription.proceed(connection, NAME);
    } catch (JedisException e) {
      LOG.log(Level.DEBUG, "changes are not heard: {0}", e.getMessage());
    } finally {
      if (current != null) {
        current = null;
        missed.run();
      }
    }
  }

  /** Ends a subscription that is silent, or whose server is the master no more. */
  private void watch() {
    Subscription subscription = current;
    if (subscription == null) {
      return;
    }
    try {
      if (subscription.silence().compareTo(SILENCE) > 0
          || !redis.master().equals(Optional.of(subscription.master))) {
        subscription.end();
      } else if (subscription.isSubscribed()) {
        subscription.ping();
      }
    } catch (JedisException e) {
      subscription.end();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    Subscription subscription = current;
    if (subscription != null) {
      subscription.end();
    }
  }

  private final class Subscription extends JedisPubSub {
    private final HostAndPort master;
    private final Connection connection;
    private final Consumer<Code> changed;
    private final Runnable missed;
    private volatile long heardAt = System.nanoTime();

    Subscription(
        HostAndPort master, Connection connection, Consumer<Code> changed, Runnable missed) {
      this.master = master;
      this.connection = connection;
      this.changed = changed;
      this.missed = missed;
    }

    Duration silence() {
      return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    void end() {
      try {
        connection.forceDisconnect();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "a connection to {0} did not close: {1}", master, e.getMessage());
      }
    }

    @Override
    public void onSubscribe(String channel, int channels) {
      heardAt = System.nanoTime();
      missed.run();
    }

    @Override
    public void onPong(String pattern) {
      heardAt = System.nanoTime();
    }

    @Override
    public void onMessage(String channel, String message) {
      heardAt = System.nanoTime();
      String[] parts = message.split(" ", 2);
      if (parts.length < 2 || parts[0].equals(origin)) {
        return;
      }
      try {
        changed.accept(new Code(parts[1]));
      } catch (InvalidInput e) {
        LOG.log(Level.WARNING, "a message about a link that can be none: {0}", e.getMessage());
      }
    }
  }
}
