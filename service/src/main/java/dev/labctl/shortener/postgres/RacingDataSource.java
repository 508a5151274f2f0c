package dev.labctl.shortener.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A login race as the data source of a pool. */
final class RacingDataSource implements DataSource {
  private final LoginRace logins;
  private volatile BooleanSupplier stopped = () -> false;

  RacingDataSource(LoginRace logins) {
    this.logins = logins;
  }

  /** Gives up once this is true; Hikari does not always interrupt. */
  void stopWhen(BooleanSupplier stopped) {
    this.stopped = stopped;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return logins.run(stopped);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the servers' data sources know the user");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    // The driver logs to java.util.logging.
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // The servers' own timeouts hold; Hikari would replace them by the pool's waiting time.
  }

  @Override
  public int getLoginTimeout() {
    return 1; // how long Hikari waits for its thread when the pool is closed
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps no " + type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
