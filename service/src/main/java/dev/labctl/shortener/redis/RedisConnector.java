package dev.labctl.shortener.redis;

import dev.labctl.shortener.config.HostPort;
import dev.labctl.shortener.config.Secret;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.config.Tls;
import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Delay;

/**
 * A Sentinel-aware client that comes into being when a sentinel first names a master: Jedis' own
 * constructor fails without one, and the service starts before Redis does.
 */
public final class RedisConnector implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RedisConnector.class.getName());
  // A stall of 100 ms is none of its failures.
  private static final int TIMEOUT_MILLIS = 150;
  private static final int SENTINEL_TIMEOUT_MILLIS = 300;
  private static final Duration POOL_WAIT = Duration.ofMillis(100);
  private static final int POOL_SIZE = 16;
  private static final Duration RETRY = Duration.ofMillis(500);

  private final Settings.Redis settings;
  private final JedisClientConfig dataConfig;
  private final JedisClientConfig sentinelConfig;
  private final AtomicReference<@Nullable RedisSentinelClient> client = new AtomicReference<>();
  private final ScheduledExecutorService connector =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("redis-connector").factory());

  private boolean waiting; // the connector's thread only: says it once, not twice a second

  /** Begins to connect in the background. */
  public RedisConnector(Settings.Redis settings) {
    this.settings = settings;
    this.dataConfig = config(Secret.read(settings.passwordFile()), TIMEOUT_MILLIS, settings.tls());
    this.sentinelConfig =
        config(
            Secret.read(settings.sentinelPasswordFile()), SENTINEL_TIMEOUT_MILLIS, settings.tls());
    var unused =
        connector.scheduleWithFixedDelay(this::connect, 0, RETRY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static JedisClientConfig config(Secret password, int timeoutMillis, @Nullable Tls tls) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(timeoutMillis)
            .socketTimeoutMillis(timeoutMillis)
            .password(password.value())
            .autoNegotiateProtocol(false); // sentinels speak RESP2 only
    if (tls != null) {
      config
          .ssl(true)
          .sslSocketFactory(TrustedAuthorities.sockets(tls))
          .sslParameters(TrustedAuthorities.hostChecked());
    }
    return config.build();
  }

  /** Runs one command on the master. */
  <T extends @Nullable Object> T ask(Function<UnifiedJedis, T> command) {
    RedisSentinelClient current = client.get();
    if (current == null) {
      throw new DependencyFailed("redis: no sentinel has named a master yet", null);
    }
    try {
      return command.apply(current);
    } catch (JedisDataException e) {
      if (String.valueOf(e.getMessage()).startsWith("READONLY")
          && client.compareAndSet(current, null)) {
        // Demoted, and the switch went by unheard: look the master up anew.
        current.close();
      }
      throw new DependencyFailed("redis refused", e);
    } catch (JedisException e) {
      throw new DependencyFailed("redis failed", e);
    }
  }

  /** The master as the sentinels last named it. */
  Optional<HostAndPort> master() {
    RedisSentinelClient current = client.get();
    return current == null ? Optional.empty() : Optional.ofNullable(current.getCurrentMaster());
  }

  /** A connection of one's own; throws JedisException. */
  Connection connect(HostAndPort server) {
    return new Connection(server, dataConfig);
  }

  /** The server that commands go to; empty while none is known. */
  public Optional<HostPort> server() {
    return master().map(m -> new HostPort(m.getHost(), m.getPort()));
  }

  private void connect() {
    if (client.get() != null) {
      return;
    }
    Set<HostAndPort> sentinels =
        settings.sentinels().stream()
            .map(RedisConnector::hostAndPort)
            .collect(Collectors.toUnmodifiableSet());
    try {
      client.set(
          RedisSentinelClient.builder()
              .masterName(settings.master())
              .sentinels(sentinels)
              .sentinelClientConfig(sentinelConfig)
              .sentinelReconnectDelay(Delay.constant(RETRY))
              .clientConfig(dataConfig)
              .poolConfig(poolConfig())
              .build());
      LOG.log(Level.INFO, "redis: a sentinel has named the master");
    } catch (JedisException e) {
      if (!waiting) {
        LOG.log(Level.WARNING, "redis: no sentinel names a master: {0}", e.getMessage());
      }
      waiting = true;
    }
  }

  private static HostAndPort hostAndPort(HostPort address) {
    return new HostAndPort(address.host(), address.port());
  }

  private static GenericObjectPoolConfig<Connection> poolConfig() {
    GenericObjectPoolConfig<Connection> config = new GenericObjectPoolConfig<>();
    config.setMaxTotal(POOL_SIZE);
    config.setMaxIdle(POOL_SIZE);
    config.setMaxWait(POOL_WAIT);
    config.setJmxEnabled(false);
    return config;
  }

  @Override
  public void close() {
    connector.shutdownNow();
    RedisSentinelClient current = client.getAndSet(null);
    if (current != null) {
      current.close();
    }
  }
}
