package dev.labctl.shortener.postgres;

import dev.labctl.shortener.auth.ApiKey;
import dev.labctl.shortener.auth.KeyInfo;
import dev.labctl.shortener.auth.KeyStore;
import dev.labctl.shortener.user.Caller;
import dev.labctl.shortener.user.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** API keys on Postgres' primary. */
public final class PostgresKeyStore implements KeyStore {
  private static final Duration LIMIT = Duration.ofMillis(1100);
  private static final String COLUMNS = "id, user_id, name, scopes, created_at, expires_at";

  // The user's row is locked, so that keys made at the same time are counted.
  private static final String CREATE =
      """
      with owner as (select id as key from users where id = ? for update),
      stored as (
        insert into api_keys (user_id, name, hash, scopes, expires_at)
        select key, ?, ?, ?, ?::timestamptz from owner
        where (select count(*) from api_keys where user_id = key) < ?
        returning *),
      event as (
        insert into events (action, entity, entity_id, actor, detail)
        select 'create', 'key', id::text, ?::bigint,
               jsonb_build_object('user', user_id, 'name', name, 'scopes', scopes)
        from stored)
      select %s from stored
      """
          .formatted(COLUMNS);
  private static final String LIST =
      "select " + COLUMNS + " from api_keys where user_id = ? order by id desc";
  private static final String REVOKE =
      """
      with gone as (
        delete from api_keys where id = ? and (?::boolean or user_id = ?::bigint)
        returning *),
      event as (
        insert into events (action, entity, entity_id, actor, detail)
        select 'delete', 'key', id::text, ?::bigint,
               jsonb_build_object('user', user_id, 'name', name)
        from gone)
      select id from gone
      """;

  private final Database database;

  public PostgresKeyStore(Compartment primary) {
    this.database = new Database(primary, LIMIT);
  }

  @Override
  public Optional<KeyInfo> create(
      long user,
      String name,
      ApiKey.Hash hash,
      Set<Scope> scopes,
      @Nullable Instant expiresAt,
      Caller caller) {
    return database.get(
        CREATE,
        PostgresKeyStore::read,
        user,
        name,
        hash.hex(),
        scopes.stream().map(Scope::label).toArray(String[]::new),
        expiresAt,
        MAX_KEYS,
        caller.userId());
  }

  @Override
  public List<KeyInfo> list(long user) {
    return database.list(LIST, PostgresKeyStore::read, user);
  }

  @Override
  public boolean revoke(long id, Caller caller) {
    return database
        .get(
            REVOKE, row -> row.number("id"), id, caller.isAdmin(), caller.userId(), caller.userId())
        .isPresent();
  }

  private static KeyInfo read(Row row) {
    return new KeyInfo(
        row.number("id"),
        row.number("user_id"),
        row.text("name"),
        Scope.parse(row.texts("scopes")),
        row.instant("created_at"),
        row.instantOrNull("expires_at"));
  }
}
