package dev.labctl.shortener.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.guard.CircuitBreaker;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What DbClient 4.5 does not promise and {@link Database} does. */
class DatabaseIT {
  private static final int MORE_THAN_THE_POOL_HAS = 20;
  private static final Duration LIMIT = Duration.ofMillis(300);
  private static Lab lab;
  private static HikariDataSource pool;
  private static Compartment compartment;
  private static Database database;

  @BeforeAll
  static void start() {
    lab = new Lab().start();
    Client nobody = lab.client();
    pool = Pools.primary(Settings.read(lab.config("database", nobody.port(), nobody.adminPort())));
    // Each call is a trial for a breaker that is open for no time.
    compartment =
        new Compartment(
            "primary",
            Purpose.WRITES,
            pool,
            new CircuitBreaker("always tried", Duration.ofNanos(1), System::nanoTime));
    database = new Database(compartment, LIMIT);
  }

  @AfterAll
  static void stop() throws IOException {
    pool.close();
    lab.close();
  }

  /** Also after every failure that a test provokes. */
  @AfterEach
  void noConnectionIsLost() {
    assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
  }

  @Test
  void aFailingStatementReturnsItsConnection() {
    again(() -> database.list("select 1 / ? as n", row -> row.number("n"), 0), InvalidInput.class);
    again(() -> database.list("select nonsense", row -> row), DependencyFailed.class);
    again(() -> database.change("drop table links"), DependencyFailed.class);
  }

  @Test
  void aStatementThatCannotBePreparedReturnsItsConnection() {
    Object ofNoSqlType = new Object();
    again(() -> database.get("select ?", row -> row, ofNoSqlType), DependencyFailed.class);
    again(() -> database.change("select ?", ofNoSqlType), DependencyFailed.class);
  }

  @Test
  void aReaderThatThrowsReturnsTheConnectionAndIsHeard() {
    Function<Row, Integer> thrower =
        row -> {
          throw new ArithmeticException("of the reader");
        };
    again(() -> database.get("select 1 as n", thrower), ArithmeticException.class);
    again(
        () -> database.list("select * from generate_series(1, 3)", thrower),
        ArithmeticException.class);
  }

  @Test
  void aFailureKeepsItsCauseAndAMeaning() {
    assertThatThrownBy(() -> database.get("select nonsense", row -> row))
        .isInstanceOf(DependencyFailed.class)
        .hasMessageContaining("primary")
        .hasCauseInstanceOf(SQLException.class);
    assertThatThrownBy(() -> database.get("select ? as t", row -> row, "a\0b"))
        .isInstanceOf(InvalidInput.class);
    String insert = "insert into links (code, target, status, active) values (?, ?, 302, true)";
    assertThat(database.change(insert, "unique", "https://x.example/")).isEqualTo(1);
    assertThatThrownBy(() -> database.change(insert, "unique", "https://x.example/"))
        .isInstanceOf(Database.UniqueViolation.class)
        .hasCauseInstanceOf(SQLException.class);
  }

  @Test
  void anAnswerIsNotWaitedForBeyondItsLimit() {
    long asked = System.nanoTime();
    assertThatThrownBy(() -> database.get("select pg_sleep(5)::text as t", row -> row))
        .isInstanceOf(DependencyFailed.class)
        .hasCauseInstanceOf(SQLException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - asked))
        .isBetween(LIMIT.minusMillis(20), Duration.ofSeconds(4));
  }

  private record Values(
      List<String> texts,
      Instant at,
      byte[] bytes,
      boolean flag,
      long sum,
      String date,
      String id,
      String text,
      @Nullable String noText,
      @Nullable Instant never,
      @Nullable Long noNumber,
      String json) {}

  @Test
  void everyKindOfValueComesBackAsItWent() {
    Instant at = Instant.parse("2026-11-24T01:02:03.456789Z");
    UUID id = new UUID(1L << 60, -1);
    String lengthy = "ö{\"',".repeat(1000);
    Values values =
        database.one(
            """
            select ?::text[] as texts, ?::timestamptz as at, ?::bytea as bytes, ?::boolean as flag,
              (select sum(n) from unnest(array[?::bigint, ?::int]) n) as sum, ?::date as date, ?::uuid as id,
              ?::text as text, ?::text as no_text, ?::timestamptz as never, ?::bigint as no_number,
              '{"a": 1}'::jsonb as json
            """,
            row ->
                new Values(
                    row.texts("texts"),
                    row.instant("at"),
                    row.bytes("bytes"),
                    row.flag("flag"),
                    row.number("sum"),
                    row.text("date"),
                    row.text("id"),
                    row.text("text"),
                    row.textOrNull("no_text"),
                    row.instantOrNull("never"),
                    row.numberOrNull("no_number"),
                    row.text("json")),
            new String[] {"a", "ö \"{,", ""},
            at,
            new byte[] {0, -1, 7},
            true,
            1L << 40,
            2,
            LocalDate.of(2026, 11, 24),
            id,
            lengthy,
            null,
            null,
            null);
    assertThat(values)
        .usingRecursiveComparison()
        .isEqualTo(
            new Values(
                List.of("a", "ö \"{,", ""),
                at,
                new byte[] {0, -1, 7},
                true,
                (1L << 40) + 2,
                "2026-11-24",
                id.toString(),
                lengthy,
                null,
                null,
                null,
                "{\"a\": 1}"));
  }

  @Test
  void aMissingValueIsNamed() {
    assertThatThrownBy(() -> database.get("select null as code", row -> row.text("code")))
        .hasMessageContaining("code");
  }

  @Test
  void theServerEndsWhatNobodyWaitsForAnyMore() {
    assertThat(database.get("show statement_timeout", row -> row.text("statement_timeout")))
        .contains("2s");
  }

  /** The driver would ask the catalogue for the types of a new connection's columns. */
  @Test
  void aLookupIsOneRoundTrip() {
    PostgresLookup lookup = PostgresLookup.primary(compartment);
    for (int i = 0; i < MORE_THAN_THE_POOL_HAS; i++) {
      assertThat(lookup.find(new Code("nobody"))).isEmpty();
    }
    lab.postgres()
        .execute(
            0,
            "shortener",
            "insert into links (code, target, status, active)"
                + " values ('somebody', 'https://x.example/', 302, true)");
    assertThat(lookup.find(new Code("somebody"))).isPresent();
    assertThat(
            lab.postgres()
                .texts(
                    0,
                    "shortener",
                    "select query from pg_stat_activity where application_name = 'database'"))
        .anyMatch(query -> query.endsWith("from links where code = any($1)"))
        .noneMatch(query -> query.contains("pg_attribute"));
  }

  private static void again(ThrowingCallable failing, Class<? extends Exception> expected) {
    for (int i = 0; i < MORE_THAN_THE_POOL_HAS; i++) {
      assertThatThrownBy(failing).isInstanceOf(expected);
    }
  }
}
