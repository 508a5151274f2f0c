package dev.labctl.shortener.postgres;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One statement at a time over a pool, each a transaction of its own, with a limit for each answer.
 * The driver's own socket timeout counts whole seconds; the connection's network timeout, set for
 * each use, counts milliseconds and holds against a frozen server too.
 *
 * <p>Plain JDBC: the DbClient that belongs to Helidon 4.5 is in no registry that we reach, and the
 * newest there (4.1) does not link with 4.5. Nothing outside this class would notice the change.
 */
final class Database {
  private final String name;
  private final DataSource pool;
  private final int answerWithinMillis;

  /**
   * @param name what messages call it
   * @param pool the pool, which the caller closes
   * @param answerWithin the longest wait for one read from the socket, whole milliseconds
   */
  Database(String name, DataSource pool, Duration answerWithin) {
    this.name = name;
    this.pool = pool;
    this.answerWithinMillis = Math.toIntExact(answerWithin.toMillis());
  }

  /** Makes a value of a row. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs a statement that returns at most one row. */
  <T> Optional<T> get(String sql, RowReader<T> reader, @Nullable String... parameters) {
    return ask(
        sql,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.<T>empty();
          }
        },
        parameters);
  }

  /** Runs a statement that returns nothing; how many rows it changed. */
  int change(String sql, @Nullable String... parameters) {
    return ask(sql, PreparedStatement::executeUpdate, parameters);
  }

  private interface Work<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  private <T> T ask(String sql, Work<T> work, @Nullable String... parameters) {
    try (Connection connection = pool.getConnection()) {
      // Hikari puts the pool's own value back when the connection returns.
      connection.setNetworkTimeout(Runnable::run, answerWithinMillis);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < parameters.length; i++) {
          statement.setString(i + 1, parameters[i]);
        }
        return work.run(statement);
      }
    } catch (SQLException e) {
      if (UniqueViolation.STATE.equals(e.getSQLState())) {
        throw new UniqueViolation(e);
      }
      throw new DependencyFailed("postgres " + name + " failed: " + e.getMessage(), e);
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
