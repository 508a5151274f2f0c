package dev.labctl.shortener.postgres;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.observe.Exchange;
import dev.labctl.shortener.observe.Spans;
import dev.labctl.shortener.observe.Statements;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import io.helidon.dbclient.jdbc.JdbcParametersConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/**
 * One statement at a time over a pool, each a transaction of its own, with a limit for each answer.
 * The driver's own socket timeout counts whole seconds; the connection's network timeout, set for
 * each use, counts milliseconds and holds against a frozen server too. What has to change together,
 * an audit event included, is one statement with common table expressions: one round trip, and
 * nothing is left open when a connection breaks.
 *
 * <p>Through Helidon's DbClient, which runs a statement in the calling thread. Parameters are
 * question marks: its named ones would take the {@code :} of a cast for theirs. A UUID goes as a
 * text, so that the statement has to cast it.
 */
final class Database {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final String STATEMENT = "statement"; // without a name DbClient hashes the text

  private final String name;
  private final Compartment compartment;
  private final DataSource pool;
  private final DbClient client;
  private final int answerWithinMillis;
  private final long slowNanos;

  /**
   * @param compartment the pool's part that its statements take connections of
   * @param answerWithin the longest wait for one read from the socket, that for a place in the
   *     compartment included; whole milliseconds
   */
  Database(Compartment compartment, Duration answerWithin) {
    this.name = compartment.server();
    this.compartment = compartment;
    this.pool = compartment.pool();
    this.client =
        JdbcClientBuilder.create()
            .connectionPool(new LentConnection())
            // Long values go as the others do, not as streams that the driver copies.
            .parametersSetter(
                JdbcParametersConfig.builder()
                    .useStringBinding(false)
                    .useByteArrayBinding(false)
                    .build())
            .build();
    this.answerWithinMillis = Math.toIntExact(answerWithin.toMillis());
    this.slowNanos =
        pool instanceof Pool limited ? limited.slowStatement().toNanos() : Long.MAX_VALUE;
  }

  /** Runs a statement that returns at most one row. */
  <T> Optional<T> get(String sql, Function<Row, T> reader, @Nullable Object... parameters) {
    return ask(
        sql, (execute, values) -> query(execute, sql, values, reader).findFirst(), parameters);
  }

  /** Runs a statement that always returns a row. */
  <T> T one(String sql, Function<Row, T> reader, @Nullable Object... parameters) {
    return get(sql, reader, parameters)
        .orElseThrow(() -> new DependencyFailed("postgres " + name + " returned no row", null));
  }

  /** Runs a statement that returns any number of rows. */
  <T> List<T> list(String sql, Function<Row, T> reader, @Nullable Object... parameters) {
    return ask(sql, (execute, values) -> query(execute, sql, values, reader).toList(), parameters);
  }

  /** Runs a statement that returns nothing; how many rows it changed. */
  long change(String sql, @Nullable Object... parameters) {
    return ask(
        sql,
        (execute, values) ->
            execute.createNamedDmlStatement(STATEMENT, sql).params(values).execute(),
        parameters);
  }

  /** The rows' values; DbClient's stream closes itself when its end is asked for. */
  private static <T> Stream<T> query(
      DbExecute execute, String sql, List<@Nullable Object> values, Function<Row, T> reader) {
    return execute
        .createNamedQuery(STATEMENT, sql)
        .params(values)
        .execute()
        .map(row -> reader.apply(new Row(row)));
  }

  private interface Work<T> {
    T run(DbExecute execute, List<@Nullable Object> values);
  }

  private <T> T ask(String sql, Work<T> work, @Nullable Object... parameters) {
    Statements.count();
    String operation = sql.substring(0, sql.indexOf(' ')).toUpperCase(Locale.ROOT);
    return Spans.in(
        operation + " " + name,
        Map.of("db.system.name", "postgresql", "db.query.text", sql),
        () -> compartment.call(waited -> run(waited, sql, work, parameters)));
  }

  private <T> T run(long waited, String sql, Work<T> work, @Nullable Object... parameters) {
    long asked = System.nanoTime() - waited;
    long connected = 0;
    try (Connection connection = pool.getConnection()) {
      connected = System.nanoTime();
      if (Spans.isTraced()) {
        HostSpec server = connection.unwrap(PgConnection.class).getQueryExecutor().getHostSpec();
        Spans.server(server.getHost(), server.getPort());
      }
      // Hikari puts the pool's own value back when the connection returns.
      connection.setNetworkTimeout(Runnable::run, answerWithinMillis - millis(waited));
      List<@Nullable Object> values = new ArrayList<>(parameters.length);
      for (Object parameter : parameters) {
        values.add(value(connection, parameter));
      }
      if (!sql.startsWith("select")) {
        Exchange.mayHaveWritten();
      }
      return LentConnection.during(connection, () -> work.run(client.execute(), values));
    } catch (SQLException e) {
      throw connected == 0
          ? DependencyFailed.notAsked(
              "postgres " + name + " gave no connection: " + e.getMessage(), e)
          : failed(sql, e);
    } catch (DbClientException e) {
      throw e.getCause() instanceof SQLException cause
          ? failed(sql, cause)
          : new DependencyFailed("postgres " + name + " failed: " + e.getMessage(), e);
    } finally {
      long ended = System.nanoTime();
      if (ended - asked >= slowNanos) {
        slow(sql, (connected == 0 ? ended : connected) - asked, ended - asked);
      }
    }
  }

  /** Never all of the limit: none waits longer for a place than for an answer. */
  private static int millis(long nanos) {
    return Math.toIntExact(nanos / NANOS_PER_MILLI);
  }

  private RuntimeException failed(String sql, SQLException e) {
    if (UniqueViolation.STATE.equals(e.getSQLState())) {
      return new UniqueViolation(e);
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
      return new InvalidInput("the request holds a value that the database cannot take");
    }
    return new DependencyFailed("postgres " + name + " failed: " + e.getMessage(), e);
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

  private static @Nullable Object value(Connection connection, @Nullable Object parameter)
      throws SQLException {
    return switch (parameter) {
      case String[] texts -> connection.createArrayOf("text", texts);
      case Instant instant -> instant.atOffset(ZoneOffset.UTC);
      case null, default -> parameter;
    };
  }

  /** Another row has the value (SQLSTATE 23505). */
  static final class UniqueViolation extends RuntimeException {
    static final String STATE = "23505";

    UniqueViolation(SQLException cause) {
      super(cause);
    }
  }
}
