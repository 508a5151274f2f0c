package dev.labctl.shortener.postgres;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.servers.FakePostgres;
import dev.labctl.shortener.servers.FakePostgres.State;
import dev.labctl.shortener.servers.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts of the primary's pool while there is no primary, or while it moves. {@code
 * -Dwrites.starts=500 -Dwrites.hogs=2} makes 500 of them beside two busy threads; {@code
 * -Dwrites.seed} repeats a run's choices.
 */
class WritesComeBackTest {
  private static final Duration PROMISE = Duration.ofSeconds(5);

  /** From so many starts on the promise is measured; fewer show that no instance never writes. */
  private static final int MEASURED = 500;

  private static final int SERVERS = 3;
  private static final int AT_ONCE = 10;
  private static final State[] AWAY = {State.DOWN, State.FROZEN, State.STARTING, State.REPLICA};

  @TempDir Path folder;

  @Test
  void aFirstConnectionThatStallsWhileItIsSetUpDoesNotEndAllWrites() throws IOException {
    for (int stalled = 1; stalled <= 6; stalled++) {
      AtomicInteger statements = new AtomicInteger();
      int slow = stalled;
      try (FakePostgres server = new FakePostgres(State.PRIMARY)) {
        server.stall(none -> statements.incrementAndGet() == slow ? Duration.ofMillis(600) : none);
        try (HikariDataSource pool = Pools.primary(settings("stall-" + stalled, server))) {
          await()
              .alias("a write after statement " + stalled + " had stalled")
              .until(() -> writes(pool));
        }
      }
    }
  }

  @Test
  void everyInstanceWritesSoonAfterAPrimaryAccepts()
      throws InterruptedException, ExecutionException {
    int starts = Integer.getInteger("writes.starts", 30);
    long seed = Long.getLong("writes.seed", 15);
    AtomicBoolean busy = new AtomicBoolean(true);
    for (int i = 0; i < Integer.getInteger("writes.hogs", 0); i++) {
      Thread.ofPlatform()
          .daemon()
          .name("hog")
          .start(
              () -> {
                while (busy.get()) {
                  Thread.onSpinWait();
                }
              });
    }
    List<Duration> took = new ArrayList<>();
    try (ExecutorService together = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Duration>> rounds =
          IntStream.range(0, starts)
              .mapToObj(i -> together.submit(() -> start("start-" + i, new Random(seed + i))))
              .toList();
      for (Future<Duration> round : rounds) {
        took.add(round.get());
      }
    } finally {
      busy.set(false);
    }
    took.sort(null);
    System.getLogger(WritesComeBackTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0} starts, seed {1}: first write after a primary accepted, median {2}, slowest {3}",
            starts,
            Long.toString(seed),
            took.get(starts / 2),
            took.getLast());
    assertThat(took.getLast())
        .as("slowest of %d starts, seed %d", starts, seed)
        .isLessThanOrEqualTo(starts < MEASURED ? Patience.LONG : PROMISE);
  }

  /** Starts a pool amid a failover; how long after the primary accepted it wrote. */
  private Duration start(String name, Random random) throws IOException {
    FakePostgres[] servers = new FakePostgres[SERVERS];
    for (int i = 0; i < SERVERS; i++) {
      servers[i] = new FakePostgres(AWAY[random.nextInt(AWAY.length)]);
      // A cold backend on a busy machine: its first answers are slow.
      Queue<Duration> slow = new ConcurrentLinkedQueue<>();
      for (int answers = random.nextInt(9); answers > 0; answers--) {
        slow.add(Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(200, 450) : 0));
      }
      servers[i].stall(none -> Objects.requireNonNullElse(slow.poll(), none));
    }
    AtomicBoolean over = new AtomicBoolean();
    try (HikariDataSource pool = Pools.primary(settings(name, servers))) {
      Thread probe =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!over.get()) {
                      writes(pool);
                      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                    }
                  });
      for (int moves = random.nextInt(4); moves > 0; moves--) {
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(600)).toNanos());
        State next = State.values()[random.nextInt(State.values().length)];
        servers[random.nextInt(SERVERS)].become(next);
      }
      int chosen = random.nextInt(SERVERS);
      for (int i = 0; i < SERVERS; i++) {
        servers[i].become(i == chosen ? State.PRIMARY : AWAY[random.nextInt(AWAY.length)]);
      }
      long accepted = System.nanoTime();
      while (!writes(pool)) {
        if (System.nanoTime() - accepted > Patience.LONG.toNanos()) {
          break; // long enough to call it never
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      Duration took = Duration.ofNanos(System.nanoTime() - accepted);
      over.set(true);
      probe.join();
      return took;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      for (FakePostgres server : servers) {
        server.close();
      }
    }
  }

  private static boolean writes(HikariDataSource pool) {
    try (Connection connection = pool.getConnection()) {
      connection.setNetworkTimeout(Runnable::run, 1100);
      try (Statement statement = connection.createStatement()) {
        return statement.executeUpdate("insert into links values ('a')") == 1;
      }
    } catch (SQLException e) {
      return false;
    }
  }

  private Settings settings(String name, FakePostgres... servers) throws IOException {
    Path password = Files.writeString(folder.resolve(name + ".password"), "secret");
    List<String> hosts = new ArrayList<>();
    for (FakePostgres server : servers) {
      hosts.add("'" + server.address() + "'");
    }
    return Settings.read(
        Files.writeString(
            folder.resolve(name + ".yaml"),
            """
            instance: %s
            server: {host: 127.0.0.1, port: 1, adminPort: 2, drain: 1s}
            publicUrl: http://127.0.0.1
            postgres: {hosts: %s, database: shortener, user: app, passwordFile: %s}
            redis: {sentinels: ['127.0.0.1:3'], master: m, passwordFile: %s, sentinelPasswordFile: %s}
            """
                .formatted(name, hosts, password, password, password)));
  }
}
