package dev.labctl.shortener.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to the first of several servers that has the right role, trying until one does. The
 * driver's own list of hosts is tried one after the other, so that a frozen server costs a second
 * each time; here the next server is tried as soon as one fails, or after 150 ms without an answer,
 * and each that failed again after 250 ms. Hikari's thread, the only caller, would by itself back
 * off up to 5 s, more than a whole failover.
 */
final class LoginRace {
  private static final Duration HEAD_START = Duration.ofMillis(150);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration PERSISTENCE = Duration.ofSeconds(30);

  private final List<DataSource> servers;
  private final Set<DataSource> running = ConcurrentHashMap.newKeySet();
  private final boolean spread;

  /**
   * @param servers one for each server, which refuses a server of the wrong role
   * @param spread whether to begin with any server, or with the one that won last
   */
  LoginRace(List<DataSource> servers, boolean spread) {
    this.servers = new ArrayList<>(servers);
    this.spread = spread;
  }

  private record Finish(DataSource server, @Nullable Connection won, @Nullable SQLException lost) {}

  /**
   * The winner's connection; called by one thread at a time.
   *
   * @param stopped gives up once this is true
   */
  Connection run(BooleanSupplier stopped) throws SQLException {
    if (spread) {
      Collections.shuffle(servers);
    }
    BlockingQueue<Finish> finishes = new LinkedBlockingQueue<>();
    AtomicBoolean decided = new AtomicBoolean();
    try {
      return winner(finishes, decided, stopped);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while logging in", e);
    } finally {
      decided.set(true);
      for (Finish late = finishes.poll(); late != null; late = finishes.poll()) {
        close(late);
      }
    }
  }

  private Connection winner(
      BlockingQueue<Finish> finishes, AtomicBoolean decided, BooleanSupplier stopped)
      throws SQLException, InterruptedException {
    Map<DataSource, Long> lostAt = new HashMap<>();
    SQLException failure = new SQLException("no server answered");
    long start = System.nanoTime();
    while (!stopped.getAsBoolean() && System.nanoTime() - start < PERSISTENCE.toNanos()) {
      // One attempt at a time: a frozen server must not find hundreds waiting when it thaws.
      servers.stream()
          .filter(server -> !running.contains(server))
          .filter(server -> isRested(lostAt.get(server)))
          .findFirst()
          .ifPresent(server -> start(server, finishes, decided));
      Finish finish = finishes.poll(HEAD_START.toMillis(), TimeUnit.MILLISECONDS);
      if (finish != null && finish.won() != null) {
        prefer(finish.server());
        return finish.won();
      }
      if (finish != null && finish.lost() != null) {
        lostAt.put(finish.server(), System.nanoTime());
        failure = finish.lost();
      }
    }
    throw failure;
  }

  private static boolean isRested(@Nullable Long lostAt) {
    return lostAt == null || System.nanoTime() - lostAt >= PAUSE.toNanos();
  }

  private void start(DataSource server, BlockingQueue<Finish> finishes, AtomicBoolean decided) {
    running.add(server);
    Thread.ofVirtual()
        .name("login")
        .start(
            () -> {
              Finish finish;
              try {
                finish = new Finish(server, server.getConnection(), null);
              } catch (SQLException e) {
                finish = new Finish(server, null, e);
              } finally {
                running.remove(server);
              }
              finishes.add(finish);
              // Whoever takes a late finish out closes it: this thread or the race's.
              if (decided.get() && finishes.remove(finish)) {
                close(finish);
              }
            });
  }

  private void prefer(DataSource server) {
    servers.remove(server);
    servers.addFirst(server);
  }

  private static void close(Finish late) {
    if (late.won() == null) {
      return;
    }
    try {
      late.won().close();
    } catch (SQLException e) {
      System.getLogger(LoginRace.class.getName())
          .log(System.Logger.Level.DEBUG, "a spare connection did not close", e);
    }
  }
}
