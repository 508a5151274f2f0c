package dev.labctl.shortener.postgres;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.IdempotencyKey;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.LinkStore;
import dev.labctl.shortener.link.Target;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Links in Postgres' primary. */
public final class PostgresLinkStore implements LinkStore {
  // With the pool's wait and its connection test, under the 1.8 s that a create may take.
  private static final Duration WRITE_LIMIT = Duration.ofMillis(1100);

  /*
   * A known key rewrites its row unchanged, and on purpose: the row may stem from a commit whose
   * wait for the synchronous standby was cut off. Only another commit, waited for, proves that a
   * standby has it; a mere select would acknowledge what a failover can still lose.
   */
  private static final String CREATE =
      "insert into links (code, target, idempotency_key) values (?, ?, ?)"
          + " on conflict (idempotency_key) do update set idempotency_key ="
          + " excluded.idempotency_key returning code, target, created_at";

  private final Database database;

  public PostgresLinkStore(DataSource primary) {
    this.database = new Database("primary", primary, WRITE_LIMIT);
  }

  @Override
  public Outcome create(Code code, Target target, @Nullable IdempotencyKey key) {
    try {
      Link stored =
          database
              .get(
                  CREATE,
                  PostgresLinkStore::link,
                  code.value(),
                  target.value(),
                  key == null ? null : key.value())
              .orElseThrow(() -> new DependencyFailed("the insert returned no row", null));
      return stored.code().equals(code) ? new Outcome.Created(stored) : new Outcome.Known(stored);
    } catch (Database.UniqueViolation e) {
      return new Outcome.CodeTaken();
    }
  }

  @Override
  public boolean delete(Code code) {
    return database.change("delete from links where code = ?", code.value()) > 0;
  }

  private static Link link(ResultSet row) throws SQLException {
    return new Link(
        new Code(row.getString("code")),
        new Target(row.getString("target")),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
