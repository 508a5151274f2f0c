package dev.labctl.shortener.postgres;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to the first of several servers that has the right role, trying until one does. The
 * driver's own list of hosts is tried one after the other, so that a frozen server costs a second
 * each time; here the next server is tried as soon as one fails, or after 150 ms without an answer,
 * and each that failed again after 250 ms. Hikari's thread, the only caller, would by itself back
 * off up to 5 s, more than a whole failover.
 *
 * <p>An attempt without an end does not keep its server from being tried: after 3 s another begins,
 * whatever the first one waits for. The driver's time-outs end nearly all of them earlier; a name
 * that is looked up has none.
 */
final class LoginRace {
  private static final Logger LOG = System.getLogger(LoginRace.class.getName());
  private static final Duration HEAD_START = Duration.ofMillis(150);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration PERSISTENCE = Duration.ofSeconds(30);
  private static final Duration GIVEN_UP = Duration.ofSeconds(3);
  // A failover is over by then, nearly always; what lasts longer somebody should read of.
  private static final Duration REMARKABLE = Duration.ofSeconds(3);
  private static final Duration REMARK_EVERY = Duration.ofSeconds(10);

  private final String name;
  private final List<Server> servers;
  private final Map<Server, Attempt> running = new ConcurrentHashMap<>();
  private final boolean spread;
  // Of the one thread that calls.
  private long failingSince;
  private long remarkedAt;

  /**
   * A server to log in to.
   *
   * @param name what messages call it
   * @param logins refuses if the server has the wrong role
   */
  record Server(String name, DataSource logins) {}

  /**
   * @param name what messages call the race: the role that is wanted
   * @param spread whether to begin with any server, or with the one that won last
   */
  LoginRace(String name, List<Server> servers, boolean spread) {
    this.name = name;
    this.servers = new ArrayList<>(servers);
    this.spread = spread;
  }

  /** Itself, whatever it is about. */
  private static final class Attempt {
    final long begunAt = System.nanoTime();

    boolean isGivenUp() {
      return System.nanoTime() - begunAt >= GIVEN_UP.toNanos();
    }
  }

  private record Finish(Server server, @Nullable Connection won, @Nullable Throwable lost) {}

  private record Loss(long at, Throwable reason) {}

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
    Map<Server, Loss> losses = new HashMap<>();
    long start = System.nanoTime();
    if (failingSince == 0) {
      failingSince = start;
    }
    while (!stopped.getAsBoolean() && System.nanoTime() - start < PERSISTENCE.toNanos()) {
      // One attempt at a time: a frozen server must not find hundreds waiting when it thaws.
      servers.stream()
          .filter(server -> isFree(running.get(server)))
          .filter(server -> isRested(losses.get(server)))
          .findFirst()
          .ifPresent(server -> start(server, finishes, decided));
      Finish finish = finishes.poll(HEAD_START.toMillis(), TimeUnit.MILLISECONDS);
      if (finish != null && finish.won() != null) {
        prefer(finish.server());
        succeeded(finish.server());
        return finish.won();
      }
      if (finish != null && finish.lost() != null) {
        losses.put(finish.server(), new Loss(System.nanoTime(), finish.lost()));
      }
      remark(losses);
    }
    SQLException failure =
        new SQLException("no server let the pool '" + name + "' in: " + why(losses));
    losses.values().forEach(loss -> failure.addSuppressed(loss.reason()));
    throw failure;
  }

  private static boolean isFree(@Nullable Attempt attempt) {
    return attempt == null || attempt.isGivenUp();
  }

  private static boolean isRested(@Nullable Loss loss) {
    return loss == null || System.nanoTime() - loss.at() >= PAUSE.toNanos();
  }

  private void start(Server server, BlockingQueue<Finish> finishes, AtomicBoolean decided) {
    Attempt attempt = new Attempt();
    running.put(server, attempt);
    Thread.ofVirtual()
        .name("login")
        .start(
            () -> {
              Finish finish = attempt(server);
              running.remove(server, attempt);
              finishes.add(finish);
              // Whoever takes a late finish out closes it: this thread or the race's.
              if (decided.get() && finishes.remove(finish)) {
                close(finish);
              }
            });
  }

  @SuppressWarnings("IllegalCatch") // of any kind: the race has to hear of it, and goes on
  private static Finish attempt(Server server) {
    try {
      return new Finish(server, server.logins().getConnection(), null);
    } catch (SQLException | RuntimeException | Error e) {
      return new Finish(server, null, e);
    }
  }

  private void prefer(Server server) {
    servers.remove(server);
    servers.addFirst(server);
  }

  private void succeeded(Server server) {
    if (remarkedAt != 0) {
      LOG.log(
          Level.INFO,
          "pool ''{0}'' is let in again, by {1}, after {2} s",
          name,
          server.name(),
          Long.toString(secondsSince(failingSince)));
    }
    failingSince = 0;
    remarkedAt = 0;
  }

  private void remark(Map<Server, Loss> losses) {
    long now = System.nanoTime();
    if (now - failingSince >= REMARKABLE.toNanos()
        && (remarkedAt == 0 || now - remarkedAt >= REMARK_EVERY.toNanos())) {
      remarkedAt = now;
      LOG.log(
          Level.WARNING,
          "no server has let pool ''{0}'' in for {1} s: {2}",
          name,
          Long.toString(secondsSince(failingSince)),
          why(losses));
    }
  }

  private String why(Map<Server, Loss> losses) {
    return servers.stream()
        .map(server -> server.name() + " " + why(losses.get(server), running.get(server)))
        .sorted()
        .collect(Collectors.joining("; "));
  }

  private static String why(@Nullable Loss loss, @Nullable Attempt attempt) {
    if (attempt != null) {
      return "has not answered for %d s".formatted(secondsSince(attempt.begunAt));
    }
    return loss == null ? "was not asked" : "said: " + reasons(loss.reason());
  }

  /** The driver says "The connection attempt failed.", and its cause says why. */
  private static String reasons(Throwable failure) {
    Throwable cause = failure.getCause();
    String reason = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return cause == null || cause == failure ? reason : reason + " " + cause;
  }

  private static long secondsSince(long nanoTime) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanoTime);
  }

  private static void close(Finish late) {
    if (late.won() == null) {
      return;
    }
    try {
      late.won().close();
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "a spare connection did not close", e);
    }
  }
}
