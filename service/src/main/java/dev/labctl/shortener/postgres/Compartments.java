package dev.labctl.shortener.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.guard.CircuitBreaker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;

/** A pool, divided by purpose. */
public final class Compartments implements AutoCloseable {
  // Long enough to spare a server that is down, short against the time in which it recovers.
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final HikariDataSource pool;
  private final Map<Purpose, Compartment> parts = new EnumMap<>(Purpose.class);

  private Compartments(String server, HikariDataSource pool, Set<Purpose> purposes) {
    this.pool = pool;
    purposes.forEach(purpose -> parts.put(purpose, part(server, purpose, pool)));
  }

  /** Of the server that accepts writes. */
  public static Compartments primary(Settings settings) {
    return new Compartments("primary", Pools.primary(settings), Purpose.ofPrimary());
  }

  /** Of the servers in recovery. */
  public static Compartments replica(Settings settings) {
    return new Compartments("replica", Pools.replica(settings), Purpose.ofReplicas());
  }

  /** A compartment of a pool that is not divided. */
  static Compartment part(String server, Purpose purpose, DataSource pool) {
    String breaker =
        "postgres-" + server + (purpose == Purpose.REDIRECTS ? "" : "-" + purpose.label());
    return new Compartment(
        server, purpose, pool, new CircuitBreaker(breaker, PAUSE, System::nanoTime));
  }

  /** The purpose's. */
  public Compartment of(Purpose purpose) {
    return Objects.requireNonNull(parts.get(purpose), () -> "no compartment for " + purpose);
  }

  public HikariDataSource pool() {
    return pool;
  }

  /** All of them. */
  public List<CircuitBreaker> breakers() {
    return parts.values().stream().map(Compartment::breaker).toList();
  }

  @Override
  public void close() {
    pool.close();
  }
}
