package dev.labctl.shortener.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Logs in again and again until it succeeds or its pool is closed. Hikari's own thread, the only
 * caller, backs off up to 5 s between failed logins; that alone would more than double the length
 * of a failover.
 */
final class PersistentDataSource implements DataSource {
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration PERSISTENCE = Duration.ofSeconds(30);

  private final DataSource driver;
  private volatile BooleanSupplier stopped = () -> false;

  PersistentDataSource(DataSource driver) {
    this.driver = driver;
  }

  /** Gives up at the next failure once this is true; interrupts get lost on the way here. */
  void stopWhen(BooleanSupplier stopped) {
    this.stopped = stopped;
  }

  @Override
  public Connection getConnection() throws SQLException {
    long deadline = System.nanoTime() + PERSISTENCE.toNanos();
    while (true) {
      try {
        return driver.getConnection();
      } catch (SQLException e) {
        if (stopped.getAsBoolean() || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the driver's data source knows the user");
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return driver.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    driver.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // Hikari would replace the URL's login timeout by the pool's waiting time.
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return driver.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return driver.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return driver.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return driver.isWrapperFor(type);
  }
}
