package dev.labctl.shortener.servers;

import static dev.labctl.shortener.servers.Patience.await;

import dev.labctl.shortener.config.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * A master with one replica, watched by three sentinels. They bear a silent master for 20 s, so
 * that a busy machine makes no failover; a test that wants one says for how long.
 */
public final class RedisTrio implements AutoCloseable {
  public static final String PASSWORD = "redis-secret";
  public static final String SENTINEL_PASSWORD = "sentinel-secret";
  private static final String LOOPBACK = "127.0.0.1";

  private final Path folder;
  private final Path program = Machine.redisServer();
  private final int[] dataPorts = {Machine.freePort(), Machine.freePort()};
  private final int[] sentinelPorts = {Machine.freePort(), Machine.freePort(), Machine.freePort()};
  private final List<Child> children = new ArrayList<>();

  private final @Nullable Certificates certificates;

  /**
   * Prepares, without starting.
   *
   * @param certificates to speak TLS with, and nothing else, or null for none
   */
  public RedisTrio(Path folder, @Nullable Certificates certificates) {
    this.folder = folder;
    this.certificates = certificates;
  }

  public List<HostPort> sentinels() {
    List<HostPort> addresses = new ArrayList<>();
    for (int port : sentinelPorts) {
      addresses.add(new HostPort(LOOPBACK, port));
    }
    return addresses;
  }

  public RedisTrio start() {
    String data =
        """
        bind 127.0.0.1
        %s
        requirepass %s
        masterauth %s
        save ""
        repl-diskless-sync-delay 0
        """;
    launch("redis-0", data.formatted(listen(dataPorts[0]), PASSWORD, PASSWORD));
    launch(
        "redis-1",
        data.formatted(listen(dataPorts[1]), PASSWORD, PASSWORD)
            + "replicaof 127.0.0.1 %d\n".formatted(dataPorts[0]));
    await().ignoreExceptions().until(() -> info(0).contains("connected_slaves:1"));
    for (int i = 0; i < 3; i++) {
      launch(
          "sentinel-" + i,
          """
          bind 127.0.0.1
          %s
          requirepass %s
          sentinel monitor shortener 127.0.0.1 %d 2
          sentinel auth-pass shortener %s
          sentinel down-after-milliseconds shortener 20000
          sentinel failover-timeout shortener 5000
          """
              .formatted(listen(sentinelPorts[i]), SENTINEL_PASSWORD, dataPorts[0], PASSWORD),
          "--sentinel");
    }
    await().ignoreExceptions().until(this::quorate);
    return this;
  }

  private String listen(int port) {
    return certificates == null
        ? "port " + port
        : """
        port 0
        tls-port %d
        tls-cert-file %s
        tls-key-file %s
        tls-ca-cert-file %s
        tls-auth-clients no
        tls-replication yes\
        """
            .formatted(
                port, certificates.certificate(), certificates.key(), certificates.authority());
  }

  private void launch(String name, String config, String... options) {
    try {
      Path home = Files.createDirectory(folder.resolve(name));
      Path file = Files.writeString(home.resolve("redis.conf"), config);
      List<String> command = new ArrayList<>(List.of(program.toString(), file.toString()));
      command.addAll(List.of(options));
      children.add(Child.start(home.resolve("log"), command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Server 0 begins as master, 1 as its replica. */
  public Child server(int server) {
    return children.get(server);
  }

  /** Forgets every key. */
  public void flush(int server) {
    try (Jedis jedis = data(server)) {
      jedis.flushAll();
    }
  }

  /** Keeps a value. */
  public void set(int server, String key, String value) {
    try (Jedis jedis = data(server)) {
      jedis.set(key, value);
    }
  }

  /** Seconds until a key is forgotten, -1 for never, -2 for no such key. */
  public long lifetime(int server, String key) {
    try (Jedis jedis = data(server)) {
      return jedis.ttl(key);
    }
  }

  /** Lets a server answer nobody for some time. */
  public void pause(int server, Duration time) {
    try (Jedis jedis = data(server)) {
      jedis.clientPause(time.toMillis());
    }
  }

  /** How long the sentinels bear a silent master from now on. */
  public void bear(Duration silence) {
    for (int port : sentinelPorts) {
      try (Jedis jedis = connect(port, SENTINEL_PASSWORD)) {
        jedis.sentinelSet(
            "shortener", Map.of("down-after-milliseconds", Long.toString(silence.toMillis())));
      }
    }
  }

  /** The server that the first sentinel calls the master. */
  public int master() {
    try (Jedis jedis = connect(sentinelPorts[0], SENTINEL_PASSWORD)) {
      String port = jedis.sentinelGetMasterAddrByName("shortener").get(1);
      return Integer.parseInt(port) == dataPorts[0] ? 0 : 1;
    }
  }

  private String info(int server) {
    try (Jedis jedis = data(server)) {
      return jedis.info("replication");
    }
  }

  private Jedis data(int server) {
    return connect(dataPorts[server], PASSWORD);
  }

  private Jedis connect(int port, String password) {
    DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder().password(password);
    if (certificates != null) {
      config
          .ssl(true)
          .sslOptions(SslOptions.builder().sslVerifyMode(SslVerifyMode.INSECURE).build());
    }
    return new Jedis(new HostAndPort(LOOPBACK, port), config.build());
  }

  private boolean quorate() {
    for (int port : sentinelPorts) {
      try (Jedis jedis = connect(port, SENTINEL_PASSWORD)) {
        var master = jedis.sentinelMasters().getFirst();
        if (!"2".equals(master.get("num-other-sentinels"))
            || !"1".equals(master.get("num-slaves"))) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void close() {
    children.forEach(Child::close);
  }
}
