package dev.labctl.shortener.postgres;

import dev.labctl.shortener.config.Secret;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings the schema up to date, as its owner; the service's own role may only use it. */
public final class Migrations {
  private static final int STATEMENT_LIMIT_SECONDS = 60;

  private Migrations() {}

  /**
   * Applies what is missing.
   *
   * @return how many migrations were applied
   * @throws DependencyFailed if the primary cannot be reached or refuses
   */
  public static int apply(Settings.Postgres postgres) {
    try {
      return configuration(postgres).load().migrate().migrationsExecuted;
    } catch (FlywayException e) {
      throw new DependencyFailed("migration failed: " + e.getMessage(), e);
    }
  }

  static FluentConfiguration configuration(Settings.Postgres postgres) {
    String owner = postgres.owner();
    if (owner == null || postgres.ownerPasswordFile() == null) {
      throw new Misconfigured(
          "migrate needs postgres.owner and postgres.ownerPasswordFile in the config", null);
    }
    Secret password = Secret.read(postgres.ownerPasswordFile());
    String url = Pools.url(postgres, postgres.hosts(), "primary", STATEMENT_LIMIT_SECONDS);
    return Flyway.configure()
        .dataSource(url, owner, password.value())
        .locations("classpath:db/migration")
        .placeholders(Map.of("appRole", postgres.user(), "readerRole", postgres.readingRole()));
  }
}
