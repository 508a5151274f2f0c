package dev.labctl.shortener.postgres;

import dev.labctl.shortener.user.Caller;
import dev.labctl.shortener.user.PasswordHash;
import dev.labctl.shortener.user.Resets;
import dev.labctl.shortener.user.UserName;
import java.time.Duration;
import java.time.Instant;

/** Codes for new passwords on Postgres' primary. */
public final class PostgresResets implements Resets.Store {
  private static final Duration LIMIT = Duration.ofMillis(1100);
  private static final String BEGIN =
      """
      with stored as (
        insert into password_resets (user_id, hash, expires_at)
        select id, ?, ?::timestamptz from users where id = ?
        on conflict (user_id) do update set hash = excluded.hash, expires_at = excluded.expires_at
        returning user_id),
      event as (
        insert into events (action, entity, entity_id, actor, detail)
        select 'update', 'user', user_id::text, ?::bigint, '{"reset": "begun"}' from stored)
      select user_id from stored
      """;
  private static final String GOOD =
      """
      select user_id from password_resets join users on id = user_id
      where name = ? and hash = ? and active and expires_at > now()
      """;
  private static final String FINISH =
      """
      with good as (
        delete from password_resets using users
        where id = user_id and name = ? and hash = ? and active and expires_at > now()
        returning user_id as key),
      changed as (
        update users set password_hash = ?, generation = generation + 1, updated_at = now()
        from good where id = key returning id),
      ended as (
        delete from api_keys using good where user_id = key and ?::boolean returning 1),
      event as (
        insert into events (action, entity, entity_id, actor, detail)
        select 'update', 'user', id::text, id,
               jsonb_build_object('reset', 'done', 'keysEnded', (select count(*) from ended))
        from changed)
      select id from changed
      """;

  private final Database database;

  public PostgresResets(Compartment primary) {
    this.database = new Database(primary, LIMIT);
  }

  @Override
  public boolean begin(long user, String hash, Instant expiresAt, Caller caller) {
    return database
        .get(BEGIN, row -> row.number("user_id"), hash, expiresAt, user, caller.userId())
        .isPresent();
  }

  @Override
  public boolean isGood(UserName name, String hash) {
    return database.get(GOOD, row -> row.number("user_id"), name.value(), hash).isPresent();
  }

  @Override
  public boolean finish(UserName name, String hash, PasswordHash password, boolean endKeys) {
    return database
        .get(FINISH, row -> row.number("id"), name.value(), hash, password.encoded(), endKeys)
        .isPresent();
  }
}
