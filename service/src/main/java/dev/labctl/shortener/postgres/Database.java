package dev.labctl.shortener.postgres;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.observe.Exchange;
import dev.labctl.shortener.observe.Spans;
import dev.labctl.shortener.observe.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One statement at a time over a pool, each a transaction of its own, with a limit for each answer.
 * The driver's own socket timeout counts whole seconds; the connection's network timeout, set for
 * each use, counts milliseconds and holds against a frozen server too. What has to change together,
 * an audit event included, is one statement with common table expressions: one round trip, and
 * nothing is left open when a connection breaks.
 *
 * <p>Plain JDBC: the DbClient that belongs to Helidon 4.5 is in no registry that we reach, and the
 * newest there (4.1) does not link with 4.5. Nothing outside this class would notice the change.
 */
final class Database {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final String name;
  private final DataSource pool;
  private final int answerWithinMillis;
  private final long slowNanos;

  /**
   * @param name what messages call it
   * @param pool the pool, which the caller closes
   * @param answerWithin the longest wait for one read from the socket, whole milliseconds
   */
  Database(String name, DataSource pool, Duration answerWithin) {
    this.name = name;
    this.pool = pool;
    this.answerWithinMillis = Math.toIntExact(answerWithin.toMillis());
    this.slowNanos =
        pool instanceof Pool limited ? limited.slowStatement().toNanos() : Long.MAX_VALUE;
  }

  /** Makes a value of a row. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs a statement that returns at most one row. */
  <T> Optional<T> get(String sql, RowReader<T> reader, @Nullable Object... parameters) {
    return ask(
        sql,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.<T>empty();
          }
        },
        parameters);
  }

  /** Runs a statement that always returns a row. */
  <T> T one(String sql, RowReader<T> reader, @Nullable Object... parameters) {
    return get(sql, reader, parameters)
        .orElseThrow(() -> new DependencyFailed("postgres " + name + " returned no row", null));
  }

  /** Runs a statement that returns any number of rows. */
  <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... parameters) {
    return ask(
        sql,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            List<T> values = new ArrayList<>();
            while (rows.next()) {
              values.add(reader.read(rows));
            }
            return values;
          }
        },
        parameters);
  }

  /** Runs a statement that returns nothing; how many rows it changed. */
  int change(String sql, @Nullable Object... parameters) {
    return ask(sql, PreparedStatement::executeUpdate, parameters);
  }

  private interface Work<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  private <T> T ask(String sql, Work<T> work, @Nullable Object... parameters) {
    Statements.count();
    String operation = sql.substring(0, sql.indexOf(' ')).toUpperCase(Locale.ROOT);
    return Spans.in(
        operation + " " + name,
        Map.of("db.system.name", "postgresql", "db.query.text", sql),
        () -> run(sql, work, parameters));
  }

  private <T> T run(String sql, Work<T> work, @Nullable Object... parameters) {
    long asked = System.nanoTime();
    long connected = 0;
    try (Connection connection = pool.getConnection()) {
      connected = System.nanoTime();
      // Hikari puts the pool's own value back when the connection returns.
      connection.setNetworkTimeout(Runnable::run, answerWithinMillis);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < parameters.length; i++) {
          set(statement, i + 1, parameters[i]);
        }
        return work.run(statement);
      }
    } catch (SQLException e) {
      if (UniqueViolation.STATE.equals(e.getSQLState())) {
        throw new UniqueViolation(e);
      }
      if (isOfTheValues(e)) {
        // Somebody's words, not a failure: else three such requests would open a breaker for all.
        System.getLogger(Database.class.getName())
            .log(
                System.Logger.Level.WARNING,
                "{0} refused a value that our own rules let pass, SQLSTATE {1}: {2}",
                name,
                e.getSQLState(),
                sql);
        throw new InvalidInput("the request holds a value that the database cannot take");
      }
      throw new DependencyFailed("postgres " + name + " failed: " + e.getMessage(), e);
    } finally {
      long ended = System.nanoTime();
      if (ended - asked >= slowNanos) {
        slow(sql, (connected == 0 ? ended : connected) - asked, ended - asked);
      }
    }
  }

  /** SQLSTATE's class 22, data exceptions: a NUL in a text, a number out of range. */
  private static boolean isOfTheValues(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("22");
  }

  /** Says that a statement was slow: its text, which holds no values. */
  private void slow(String sql, long waitedNanos, long tookNanos) {
    Exchange current = Exchange.current();
    System.getLogger(Database.class.getName())
        .log(
            System.Logger.Level.WARNING,
            "slow statement on {0}: {1} ms, {2} ms of it for a connection; request {3}: {4}",
            name,
            Long.toString(tookNanos / NANOS_PER_MILLI),
            Long.toString(waitedNanos / NANOS_PER_MILLI),
            current == null ? "none" : current.name(),
            sql);
  }

  private static void set(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case String[] texts ->
          statement.setArray(index, statement.getConnection().createArrayOf("text", texts));
      case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
      case null, default -> statement.setObject(index, value);
    }
  }

  /** Another row has the value (SQLSTATE 23505). */
  static final class UniqueViolation extends RuntimeException {
    static final String STATE = "23505";

    UniqueViolation(SQLException cause) {
      super(cause);
    }
  }
}
