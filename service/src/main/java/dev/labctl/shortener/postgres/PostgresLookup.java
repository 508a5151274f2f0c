package dev.labctl.shortener.postgres;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.link.RedirectStatus;
import dev.labctl.shortener.link.Target;
import dev.labctl.shortener.redirect.LinkLookup;
import dev.labctl.shortener.redirect.Resolution;
import dev.labctl.shortener.redirect.Source;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads links; the server itself says whether it is a replica, since roles change in mid-pool. */
public final class PostgresLookup implements LinkLookup {
  private static final Duration REPLICA_LIMIT = Duration.ofMillis(300);
  private static final Duration PRIMARY_LIMIT = Duration.ofMillis(500);

  /** Where a code leads; {@code bin/bench} runs it without all that is around it here. */
  public static final String FIND =
      "select target, status, active, expires_at, max_visits is not null as counted,"
          + " pg_is_in_recovery() as replica from links where code = ?";

  private final Database database;

  private PostgresLookup(Database database) {
    this.database = database;
  }

  /** Reads through a pool of replicas. */
  public static PostgresLookup replica(DataSource pool) {
    return new PostgresLookup(new Database("replica", pool, REPLICA_LIMIT));
  }

  /** Reads through a pool of connections to the primary. */
  public static PostgresLookup primary(DataSource pool) {
    return new PostgresLookup(new Database("primary", pool, PRIMARY_LIMIT));
  }

  @Override
  public Optional<Resolution> find(Code code) {
    return database.get(FIND, PostgresLookup::resolution, code.value());
  }

  private static Resolution resolution(Row row) {
    return new Resolution(
        new Destination(
            new Target(row.text("target")),
            RedirectStatus.of(row.integer("status")),
            row.flag("active"),
            row.instantOrNull("expires_at"),
            row.flag("counted")),
        row.flag("replica") ? Source.REPLICA : Source.PRIMARY);
  }
}
