package dev.labctl.shortener.postgres;

import static dev.labctl.shortener.postgres.LinkRows.COLUMNS;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.IdempotencyKey;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.LinkChange;
import dev.labctl.shortener.link.LinkProperties;
import dev.labctl.shortener.link.LinkStore;
import dev.labctl.shortener.link.RedirectStatus;
import dev.labctl.shortener.link.Target;
import dev.labctl.shortener.user.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Links in Postgres' primary. */
public final class PostgresLinkStore implements LinkStore {
  // With the pool's wait and its connection test, under the 1.8 s that a create may take.
  private static final Duration WRITE_LIMIT = Duration.ofMillis(1100);

  /*
   * A known key rewrites its row unchanged, and on purpose: the row may stem from a commit whose
   * wait for the synchronous standby was cut off. Only another commit, waited for, proves that a
   * standby has it; a mere select would acknowledge what a failover can still lose. A row that was
   * inserted, not rewritten, has no xmax.
   */
  /** Stores a link; {@code bin/bench} runs it without all that is around it here. */
  public static final String CREATE =
      """
      with stored as (
        insert into links (code, target, idempotency_key, status, active, expires_at, max_visits,
                           tags, owner_id)
        values (?, ?, ?, ?, ?, ?::timestamptz, ?::bigint, ?, ?::bigint)
        on conflict (idempotency_key) do update set idempotency_key = excluded.idempotency_key
        returning *, xmax = 0 as fresh),
      event as (
        insert into events (action, entity, entity_id, actor)
        select 'create', 'link', code, ?::bigint from stored where fresh)
      select fresh, %s from stored
      """
          .formatted(COLUMNS);

  /*
   * A code in use is passed over instead of failing the statement: no savepoint, and one statement
   * for any number of links.
   */
  private static final String CREATE_ALL =
      """
      with stored as (
        insert into links (code, target, status, active, expires_at, max_visits, tags, owner_id)
        select code, target, status, active, expires_at, max_visits, tags, ?::bigint
        from jsonb_to_recordset(?::jsonb) as offered (
          code text, target text, status smallint, active boolean, expires_at timestamptz,
          max_visits bigint, tags text[])
        on conflict (code) do nothing
        returning *),
      event as (
        insert into events (action, entity, entity_id, actor)
        select 'create', 'link', code, ?::bigint from stored)
      select %s from stored
      """
          .formatted(COLUMNS);

  private static final String MAY_CHANGE =
      "(?::boolean or found.owner_id is null or found.owner_id = ?::bigint)";

  private static final String UPDATE =
      """
      with found as (select code as key, owner_id from links where code = ? for update),
      changed as (
        update links set
          target = coalesce(?::text, target),
          status = coalesce(?::smallint, status),
          active = coalesce(?::boolean, active),
          expires_at = case when ?::boolean then ?::timestamptz else expires_at end,
          max_visits = case when ?::boolean then ?::bigint else max_visits end,
          tags = coalesce(?::text[], tags),
          updated_at = now()
        from found where code = key and %s
        returning links.*),
      event as (
        insert into events (action, entity, entity_id, actor, detail)
        select 'update', 'link', code, ?::bigint,
               jsonb_build_object('target', target, 'status', status, 'active', active)
        from changed)
      select exists (select from found) as found, changed.*
      from (select) as always left join changed on true
      """
          .formatted(MAY_CHANGE);

  private static final String DELETE =
      """
      with found as (select code as key, owner_id from links where code = ? for update),
      gone as (
        delete from links using found where code = key and %s
        returning links.*),
      event as (
        insert into events (action, entity, entity_id, actor, detail)
        select 'delete', 'link', code, ?::bigint, jsonb_build_object('target', target) from gone)
      select exists (select from found) as found, gone.*
      from (select) as always left join gone on true
      """
          .formatted(MAY_CHANGE);

  private static final String VISIT =
      "update links set visits = visits + 1 where code = ? and visits < max_visits";

  private final Database database;

  public PostgresLinkStore(DataSource primary) {
    this.database = new Database("primary", primary, WRITE_LIMIT);
  }

  @Override
  public Outcome create(Code code, LinkProperties p, @Nullable IdempotencyKey key, Caller caller) {
    try {
      return database.one(
          CREATE,
          row ->
              row.flag("fresh")
                  ? new Outcome.Created(LinkRows.read(row))
                  : new Outcome.Known(LinkRows.read(row)),
          code.value(),
          p.target().value(),
          key == null ? null : key.value(),
          p.status().code(),
          p.active(),
          p.expiresAt(),
          p.maxVisits(),
          LinkRows.texts(p.tags()),
          caller.userId(),
          caller.userId());
    } catch (Database.UniqueViolation e) {
      return new Outcome.CodeTaken();
    }
  }

  @Override
  public List<Link> createAll(Map<Code, LinkProperties> links, Caller caller) {
    return database.list(
        CREATE_ALL, LinkRows::read, caller.userId(), LinkRows.json(links), caller.userId());
  }

  @Override
  public Edit update(Code code, LinkChange change, Caller caller) {
    Target target = change.target();
    RedirectStatus status = change.status();
    return database.one(
        UPDATE,
        PostgresLinkStore::edit,
        code.value(),
        target == null ? null : target.value(),
        status == null ? null : status.code(),
        change.active(),
        change.setExpiresAt(),
        change.expiresAt(),
        change.setMaxVisits(),
        change.maxVisits(),
        change.tags() == null ? null : LinkRows.texts(change.tags()),
        caller.isAdmin(),
        caller.userId(),
        caller.userId());
  }

  @Override
  public Edit delete(Code code, Caller caller) {
    return database.one(
        DELETE,
        PostgresLinkStore::edit,
        code.value(),
        caller.isAdmin(),
        caller.userId(),
        caller.userId());
  }

  private static Edit edit(Row row) {
    if (!row.flag("found")) {
      return new Edit.Missing();
    }
    return row.textOrNull("code") == null ? new Edit.Foreign() : new Edit.Done(LinkRows.read(row));
  }

  @Override
  public boolean visit(Code code) {
    return database.change(VISIT, code.value()) > 0;
  }
}
