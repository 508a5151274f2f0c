package dev.labctl.shortener.postgres;

import static dev.labctl.shortener.postgres.LinkRows.COLUMNS;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.guard.SharedTrips;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Links in Postgres' primary; those created at the same time are stored in one statement. Long for
 * its SQL, which stands beside what reads its rows.
 */
public final class PostgresLinkStore implements LinkStore {
  // Clients give up after 2 s.
  private static final Duration CREATE_LIMIT = Duration.ofMillis(1800);

  // With the pool's wait and its connection test, under what a create may take.
  private static final Duration WRITE_LIMIT = Duration.ofMillis(1100);

  // Of a create that waits for its turn; a whole round trip of its own still fits in.
  private static final Duration TURN_LIMIT = Duration.ofMillis(700);

  // Each waits for the synchronous standby most of the time.
  private static final int ROUND_TRIPS = 4;

  /*
   * A known key rewrites its row unchanged, and on purpose: the row may stem from a commit whose
   * wait for the synchronous standby was cut off. Only another commit, waited for, proves that a
   * standby has it; a mere select would acknowledge what a failover can still lose. A row that was
   * inserted, not rewritten, has no xmax.
   */
  /** Stores a link for a key; {@code bin/bench} runs it without all that is around it here. */
  public static final String CREATE =
      """
      with expired as (
        update links set idempotency_key = null, key_owner = null, key_request = null
        where idempotency_key = ? and key_owner = ? and created_at < now() - interval '24 hours'
        returning code),
      stored as (
        insert into links (code, target, idempotency_key, key_owner, key_request, status, active,
                           expires_at, max_visits, tags, owner_id, valid_since, title, crawlable,
                           forward_query)
        select ?, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?::bigint, ?, ?::bigint, ?::timestamptz,
               ?::text, ?::boolean, ?::boolean
        from (select count(*) from expired) as first_of_all
        on conflict (idempotency_key, key_owner) where idempotency_key is not null
        do update set idempotency_key = excluded.idempotency_key
        returning *, xmax = 0 as fresh),
      event as (
        insert into events (action, entity, entity_id, actor)
        select 'create', 'link', code, ?::bigint from stored where fresh)
      select fresh, key_request = ? as same, %s from stored
      """
          .formatted(COLUMNS);

  /** Rewrites the row of a key for the same reason. */
  private static final String KNOWN =
      "update links set idempotency_key = idempotency_key where idempotency_key = ?"
          + " and key_owner = ? and created_at >= now() - interval '24 hours'"
          + " returning code, created_at, key_request = ? as same";

  /*
   * A code in use is passed over instead of failing the statement: no savepoint, and one statement
   * for any number of links. In the order of their codes, so that no two statements wait for each
   * other.
   */
  private static final String CREATE_ALL =
      """
      with stored as (
        insert into links (code, target, status, active, expires_at, max_visits, tags, owner_id,
                           valid_since, title, crawlable, forward_query)
        select code, target, status, active, expires_at, max_visits, tags, owner_id,
               valid_since, title, crawlable, forward_query
        from jsonb_to_recordset(?::jsonb) as offered (
          code text, target text, status smallint, active boolean, expires_at timestamptz,
          max_visits bigint, tags text[], owner_id bigint, valid_since timestamptz, title text,
          crawlable boolean, forward_query boolean)
        order by code
        on conflict (code) do nothing
        returning *),
      event as (
        insert into events (action, entity, entity_id, actor)
        select 'create', 'link', code, owner_id from stored)
      select %s from stored
      """
          .formatted(COLUMNS);

  private static final Outcome.Repeated KEY_REUSED = new Outcome.KeyReused();

  private static final String MAY_CHANGE =
      "(?::boolean or found.owner_id = ?::bigint"
          + " or (found.owner_id is null and found.created_at = ?::timestamptz))";

  private static final String UPDATE =
      """
      with found as (
        select code as key, owner_id, created_at from links where code = ? for update),
      changed as (
        update links set
          target = coalesce(?::text, target),
          status = coalesce(?::smallint, status),
          active = coalesce(?::boolean, active),
          expires_at = case when ?::boolean then ?::timestamptz else expires_at end,
          max_visits = case when ?::boolean then ?::bigint else max_visits end,
          tags = coalesce(?::text[], tags),
          valid_since = case when ?::boolean then ?::timestamptz else valid_since end,
          title = case when ?::boolean then ?::text else title end,
          crawlable = coalesce(?::boolean, crawlable),
          forward_query = coalesce(?::boolean, forward_query),
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
      with found as (
        select code as key, owner_id, created_at from links where code = ? for update),
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

  // The request may still be under way at another instance: its row is waited for, and then known.
  private static final String VISIT_ONCE =
      """
      with noted as (
        insert into counted_visits (request_id, code)
        select ?, code from links where code = ? and visits < max_visits
        on conflict (request_id, code) do update set at = counted_visits.at
        returning code, xmax = 0 as fresh),
      counted as (
        update links set visits = visits + 1 from noted
        where fresh and links.code = noted.code and visits < max_visits
        returning links.code)
      select exists (select from counted) or exists (select from noted where not fresh)
        or exists (select from counted_visits where request_id = ? and code = ?) as visited
      """;

  // Not in recovery: a server that was demoted still answers.
  private static final String PROBE = "select not pg_is_in_recovery() as writes";

  private final Database database;
  private final Database visits;
  private final SharedTrips<Offer, Link> creates;

  /**
   * @param primary for all but visits
   * @param visits for those, so that a link with a limit keeps nobody waiting but its visitors
   */
  public PostgresLinkStore(Compartment primary, Compartment visits) {
    this.database = new Database(primary, WRITE_LIMIT);
    this.visits = new Database(visits, WRITE_LIMIT);
    this.creates =
        new SharedTrips<>(
            "postgres primary", ROUND_TRIPS, this::createTogether, TURN_LIMIT, CREATE_LIMIT);
  }

  /**
   * Succeeds if a server that accepts writes can be reached the way that writes reach it.
   *
   * @throws DependencyFailed if not
   */
  public void probe() {
    if (!database.one(PROBE, row -> row.flag("writes"))) {
      throw new DependencyFailed("postgres primary is in recovery", null);
    }
  }

  /** A link for which a code was drawn, or its alias. */
  record Offer(Code code, LinkProperties properties, @Nullable Long owner) {}

  @Override
  public Outcome create(Code code, LinkProperties p, @Nullable IdempotencyKey key, Caller caller) {
    if (key != null) {
      return createOnce(code, p, key, caller);
    }
    Link link = creates.ask(new Offer(code, p, caller.userId()));
    return link == null ? new Outcome.CodeTaken() : new Outcome.Created(link);
  }

  /** Stores what came at the same time, of several callers; null for a code in use. */
  private List<@Nullable Link> createTogether(List<Offer> offers) {
    Map<Code, Offer> first = new LinkedHashMap<>();
    offers.forEach(offer -> first.putIfAbsent(offer.code(), offer));
    Map<Code, Link> stored = new HashMap<>();
    store(first.values()).forEach(link -> stored.put(link.code(), link));
    List<@Nullable Link> inOrder = new ArrayList<>(offers.size());
    for (Offer offer : offers) {
      boolean itsOwn = first.get(offer.code()) == offer;
      inOrder.add(itsOwn ? stored.get(offer.code()) : null);
    }
    return inOrder;
  }

  private List<Link> store(Collection<Offer> offers) {
    return database.list(CREATE_ALL, LinkRows::read, LinkRows.json(offers));
  }

  private Outcome createOnce(Code code, LinkProperties p, IdempotencyKey key, Caller caller) {
    try {
      return database.one(
          CREATE,
          row ->
              row.flag("fresh")
                  ? new Outcome.Created(LinkRows.read(row))
                  : repeated(row, p, caller),
          key.value(),
          key.owner(),
          code.value(),
          p.target().value(),
          key.value(),
          key.owner(),
          key.request(),
          p.status().code(),
          p.active(),
          p.expiresAt(),
          p.maxVisits(),
          LinkRows.texts(p.tags()),
          caller.userId(),
          p.validSince(),
          LinkRows.text(p.title()),
          p.crawlable(),
          p.forwardQuery(),
          caller.userId(),
          key.request());
    } catch (Database.UniqueViolation e) {
      return new Outcome.CodeTaken();
    }
  }

  @Override
  public Outcome.@Nullable Repeated known(
      IdempotencyKey key, LinkProperties properties, Caller caller) {
    return database
        .get(
            KNOWN,
            row -> repeated(row, properties, caller),
            key.value(),
            key.owner(),
            key.request())
        .orElse(null);
  }

  private static Outcome.Repeated repeated(Row row, LinkProperties p, Caller caller) {
    return row.flag("same") ? new Outcome.Known(first(row, p, caller)) : KEY_REUSED;
  }

  /** The link as it was made, whatever was edited since: the request that made it says how. */
  private static Link first(Row row, LinkProperties p, Caller caller) {
    return new Link(new Code(row.text("code")), p, 0, caller.userId(), row.instant("created_at"));
  }

  @Override
  public List<Link> createAll(Map<Code, LinkProperties> links, Caller caller) {
    return store(
        links.entrySet().stream()
            .map(link -> new Offer(link.getKey(), link.getValue(), caller.userId()))
            .toList());
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
        change.setValidSince(),
        change.validSince(),
        change.setTitle(),
        LinkRows.text(change.title()),
        change.crawlable(),
        change.forwardQuery(),
        caller.isAdmin(),
        caller.userId(),
        caller instanceof Caller.Holder(Instant linkMadeAt) ? linkMadeAt : null,
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
        caller instanceof Caller.Holder(Instant linkMadeAt) ? linkMadeAt : null,
        caller.userId());
  }

  private static Edit edit(Row row) {
    if (!row.flag("found")) {
      return new Edit.Missing();
    }
    return row.textOrNull("code") == null ? new Edit.Foreign() : new Edit.Done(LinkRows.read(row));
  }

  @Override
  public boolean visit(Code code, @Nullable String request) {
    return request == null
        ? visits.change(VISIT, code.value()) > 0
        : visits.one(
            VISIT_ONCE, row -> row.flag("visited"), request, code.value(), request, code.value());
  }
}
