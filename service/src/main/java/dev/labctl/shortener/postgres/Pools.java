package dev.labctl.shortener.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.labctl.shortener.config.HostPort;
import dev.labctl.shortener.config.Secret;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.config.Tls;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes connection pools that find the right server among all and drop those that fail. */
public final class Pools {
  private static final int MIN_IDLE = 2;
  private static final long MIN_TIMEOUT_MILLIS = 250; // Hikari's floor
  private static final long PRIMARY_WAIT_MILLIS = 400;
  // A promoted replica stays in the replica pool for as long as a connection lives.
  private static final long MAX_LIFETIME_MILLIS = 60_000;

  // Ours end their wait earlier; a server would go on with what nobody waits for any more. A
  // commit's wait for its standby is none of this.
  private static final String STATEMENTS_END = "&options=-c%20statement_timeout=2000";

  private Pools() {}

  /** Connections to whichever server accepts writes. */
  public static HikariDataSource primary(Settings settings) {
    Settings.Postgres postgres = settings.postgres();
    LoginRace logins =
        new LoginRace(
            "primary",
            servers(settings, "primary", postgres.user(), postgres.passwordFile()),
            false);
    return pool(settings, "primary", logins, PRIMARY_WAIT_MILLIS, Purpose.ofPrimary());
  }

  /** Connections to the servers in recovery, spread over them. */
  public static HikariDataSource replica(Settings settings) {
    Settings.Postgres postgres = settings.postgres();
    LoginRace logins =
        new LoginRace(
            "replica",
            servers(settings, "secondary", postgres.readingRole(), postgres.readingPasswordFile()),
            true);
    return pool(settings, "replica", logins, MIN_TIMEOUT_MILLIS, Purpose.ofReplicas());
  }

  private static List<LoginRace.Server> servers(
      Settings settings, String serverType, String role, Path passwordFile) {
    Secret password = Secret.read(passwordFile);
    return settings.postgres().hosts().stream()
        .map(
            host -> {
              PGSimpleDataSource server = new PGSimpleDataSource();
              server.setUrl(
                  url(settings.postgres(), List.of(host), serverType, 1) + STATEMENTS_END);
              server.setUser(role);
              server.setPassword(password.value());
              server.setApplicationName(settings.instance());
              return new LoginRace.Server(host.toString(), server);
            })
        .toList();
  }

  private static HikariDataSource pool(
      Settings settings, String name, LoginRace race, long waitMillis, Set<Purpose> purposes) {
    RacingDataSource logins = new RacingDataSource(race);
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(logins);
    config.setMaximumPoolSize(Purpose.places(purposes));
    config.setMinimumIdle(MIN_IDLE);
    config.setInitializationFailTimeout(-1); // start without Postgres
    config.setConnectionTimeout(waitMillis);
    config.setValidationTimeout(MIN_TIMEOUT_MILLIS);
    // Connection.isValid rounds its timeout up to a second; a test query keeps to milliseconds.
    config.setConnectionTestQuery("select 1");
    // Said, not asked: if the question for the server's default times out on a first connection,
    // Hikari 7.1 never sets another up (its issues 887, 1944, 2269).
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setMaxLifetime(MAX_LIFETIME_MILLIS);
    config.setIdleTimeout(MAX_LIFETIME_MILLIS / 2);
    config.setKeepaliveTime(0); // the readiness probes keep connections alive
    config.setExceptionOverride(new EvictReadOnly());
    HikariDataSource pool = new Pool(config, settings.logging().slowStatement());
    logins.stopWhen(pool::isClosed);
    return pool;
  }

  /** A JDBC URL of one or more servers; one second is the driver's smallest timeout. */
  static String url(
      Settings.Postgres postgres,
      List<HostPort> hosts,
      String serverType,
      int socketTimeoutSeconds) {
    String list = hosts.stream().map(HostPort::toString).collect(Collectors.joining(","));
    return "jdbc:postgresql://%s/%s?targetServerType=%s&socketTimeout=%d"
            .formatted(list, postgres.database(), serverType, socketTimeoutSeconds)
        + "&connectTimeout=1&hostRecheckSeconds=1&tcpKeepAlive=true"
        + "&gssEncMode=disable"
        + encryption(postgres.tls());
  }

  private static String encryption(@Nullable Tls tls) {
    return tls == null
        ? "&sslmode=disable"
        : "&sslmode=verify-full&sslrootcert="
            + URLEncoder.encode(tls.caFile().toAbsolutePath().toString(), StandardCharsets.UTF_8);
  }

  /** A demoted primary answers 25006 to every write: its connections must go. */
  public static final class EvictReadOnly implements SQLExceptionOverride {
    private static final String READ_ONLY_TRANSACTION = "25006";

    @java.lang.Override // SQLExceptionOverride has an Override of its own
    public Override adjudicate(SQLException e) {
      return READ_ONLY_TRANSACTION.equals(e.getSQLState())
          ? Override.MUST_EVICT
          : Override.CONTINUE_EVICT;
    }
  }
}
