package dev.labctl.shortener.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/** A pool that knows from when on a statement over it is slow. */
final class Pool extends HikariDataSource {
  private final Duration slowStatement;

  Pool(HikariConfig config, Duration slowStatement) {
    super(config);
    this.slowStatement = slowStatement;
  }

  Duration slowStatement() {
    return slowStatement;
  }
}
