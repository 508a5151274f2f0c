package dev.labctl.shortener.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.labctl.shortener.config.HostPort;
import dev.labctl.shortener.config.Secret;
import dev.labctl.shortener.config.Settings;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes connection pools that find the right server among all and drop those that fail. */
public final class Pools {
  private static final int SIZE = 8;
  private static final int MIN_IDLE = 2;
  private static final long MIN_TIMEOUT_MILLIS = 250; // Hikari's floor
  private static final long PRIMARY_WAIT_MILLIS = 400;
  // A promoted replica stays in the replica pool for as long as a connection lives.
  private static final long MAX_LIFETIME_MILLIS = 60_000;

  private Pools() {}

  /** Connections to whichever server accepts writes. */
  public static HikariDataSource primary(Settings settings, Secret password) {
    return pool(settings, password, "primary", "primary", PRIMARY_WAIT_MILLIS);
  }

  /** Connections to the servers in recovery, spread over them. */
  public static HikariDataSource replica(Settings settings, Secret password) {
    return pool(settings, password, "replica", "secondary", MIN_TIMEOUT_MILLIS);
  }

  private static HikariDataSource pool(
      Settings settings, Secret password, String name, String serverType, long waitMillis) {
    PGSimpleDataSource driver = new PGSimpleDataSource();
    driver.setUrl(url(settings.postgres(), serverType, 1));
    driver.setUser(settings.postgres().user());
    driver.setPassword(password.value());
    driver.setApplicationName(settings.instance());
    driver.setLoadBalanceHosts(serverType.equals("secondary"));

    PersistentDataSource logins = new PersistentDataSource(driver);
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(logins);
    config.setMaximumPoolSize(SIZE);
    config.setMinimumIdle(MIN_IDLE);
    config.setInitializationFailTimeout(-1); // start without Postgres
    config.setConnectionTimeout(waitMillis);
    config.setValidationTimeout(MIN_TIMEOUT_MILLIS);
    // Connection.isValid rounds its timeout up to a second; a test query keeps to milliseconds.
    config.setConnectionTestQuery("select 1");
    config.setMaxLifetime(MAX_LIFETIME_MILLIS);
    config.setIdleTimeout(MAX_LIFETIME_MILLIS / 2);
    config.setKeepaliveTime(0); // the readiness probes keep connections alive
    config.setExceptionOverride(new EvictReadOnly());
    HikariDataSource pool = new HikariDataSource(config);
    logins.stopWhen(pool::isClosed);
    return pool;
  }

  /** The JDBC URL that names every server; one second is the driver's smallest timeout. */
  static String url(Settings.Postgres postgres, String serverType, int socketTimeoutSeconds) {
    String hosts =
        postgres.hosts().stream().map(HostPort::toString).collect(Collectors.joining(","));
    return "jdbc:postgresql://%s/%s?".formatted(hosts, postgres.database())
        + PGProperty.TARGET_SERVER_TYPE.getName()
        + "="
        + serverType
        + "&socketTimeout="
        + socketTimeoutSeconds
        + "&connectTimeout=1&loginTimeout=3&hostRecheckSeconds=2"
        + "&tcpKeepAlive=true&gssEncMode=disable&sslmode=disable";
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
