package dev.labctl.shortener.postgres;

import dev.labctl.shortener.user.Caller;
import dev.labctl.shortener.user.PasswordHash;
import dev.labctl.shortener.user.User;
import dev.labctl.shortener.user.UserName;
import dev.labctl.shortener.user.UserStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Users on Postgres' primary. */
public final class PostgresUserStore implements UserStore {
  private static final Duration LIMIT = Duration.ofMillis(1100);
  private static final JsonMapper JSON = new JsonMapper();
  private static final String COLUMNS = "id, name, admin, active, created_at";

  private static final String CREATE_ALL =
      """
      with stored as (
        insert into users (name, password_hash, admin, active)
        select name, password_hash, admin, active
        from jsonb_to_recordset(?::jsonb) as offered (
          name text, password_hash text, admin boolean, active boolean)
        on conflict (name) do nothing
        returning *),
      event as (
        insert into events (action, entity, entity_id, actor, detail)
        select 'create', 'user', id::text, ?::bigint,
               jsonb_build_object('name', name, 'admin', admin)
        from stored)
      select %s from stored
      """
          .formatted(COLUMNS);

  private static final String ENSURE_ADMIN =
      """
      with stored as (
        insert into users (name, password_hash, admin) values (?, ?, true)
        on conflict (name) do update set
          password_hash = excluded.password_hash, admin = true, active = true,
          generation = users.generation + 1, updated_at = now()
        returning *, xmax = 0 as fresh),
      event as (
        insert into events (action, entity, entity_id, detail)
        select case when fresh then 'create' else 'update' end, 'user', id::text,
               jsonb_build_object('name', name, 'admin', true, 'password', true)
        from stored)
      select %s from stored
      """
          .formatted(COLUMNS);

  /*
   * All active admins are locked first, always in the same order: two of them who remove each other
   * at the same moment come one after the other, and the second finds himself the last.
   */
  private static final String ADMINS =
      """
      with admins as (select id from users where admin and active order by id for update),
      found as (select id as key from users where id = ?),
      last as (
        select from found where key in (select id from admins) and (select count(*) from admins) = 1)
      """;

  private static final String UPDATE =
      ADMINS
          + """
          , wanted as (
            select ?::text as new_name, ?::text as new_hash, ?::boolean as new_admin,
                   ?::boolean as new_active, ?::boolean as end_keys),
          changed as (
            update users set
              name = coalesce(new_name, name),
              password_hash = coalesce(new_hash, password_hash),
              admin = coalesce(new_admin, admin),
              active = coalesce(new_active, active),
              generation =
                generation + (new_hash is not null or new_active is not distinct from false)::int,
              updated_at = now()
            from found, wanted
            where id = key
              and not (exists (select from last)
                       and (new_admin is not distinct from false
                            or new_active is not distinct from false))
            returning users.*, new_hash is not null as new_password),
          ended as (
            delete from api_keys using changed, wanted
            where user_id = changed.id and end_keys
            returning api_keys.id),
          event as (
            insert into events (action, entity, entity_id, actor, detail)
            select 'update', 'user', id::text, ?::bigint,
                   jsonb_build_object('name', name, 'admin', admin, 'active', active,
                                      'password', new_password,
                                      'keysEnded', (select count(*) from ended))
            from changed)
          select exists (select from found) as found, (select count(*) from ended) as ended,
                 (select count(*) from api_keys join found on user_id = key) as keys, changed.*
          from (select) as always left join changed on true
          """;

  private static final String DELETE =
      ADMINS
          + """
          , gone as (
            delete from users using found where id = key and not exists (select from last)
            returning users.*),
          event as (
            insert into events (action, entity, entity_id, actor, detail)
            select 'delete', 'user', id::text, ?::bigint, jsonb_build_object('name', name)
            from gone)
          select exists (select from found) as found, 0 as ended, 0 as keys, gone.*
          from (select) as always left join gone on true
          """;

  private final Database database;

  public PostgresUserStore(Compartment primary) {
    this.database = new Database(primary, LIMIT);
  }

  @Override
  public List<User> createAll(List<Hashed> users, Caller caller) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (Hashed user : users) {
      Map<String, @Nullable Object> row = new HashMap<>();
      row.put("name", user.name().value());
      row.put("password_hash", encoded(user.hash()));
      row.put("admin", user.admin());
      row.put("active", user.active());
      rows.add(row);
    }
    return database.list(
        CREATE_ALL, PostgresUserStore::read, JSON.writeValueAsString(rows), caller.userId());
  }

  @Override
  public User ensureAdmin(UserName name, PasswordHash hash) {
    return database.one(ENSURE_ADMIN, PostgresUserStore::read, name.value(), hash.encoded());
  }

  @Override
  public Optional<User> find(long id) {
    return database.get(
        "select " + COLUMNS + " from users where id = ?", PostgresUserStore::read, id);
  }

  @Override
  public Optional<PasswordHash> hash(long id) {
    return database.get(
        "select password_hash from users where id = ? and password_hash is not null",
        row -> new PasswordHash(row.text("password_hash")),
        id);
  }

  @Override
  public List<User> list(long after, int limit) {
    return database.list(
        "select " + COLUMNS + " from users where id > ? order by id limit ?",
        PostgresUserStore::read,
        after,
        limit);
  }

  @Override
  public Edit update(long id, HashedChange change, Caller caller) {
    UserName name = change.name();
    try {
      return database.one(
          UPDATE,
          PostgresUserStore::edit,
          id,
          name == null ? null : name.value(),
          encoded(change.hash()),
          change.admin(),
          change.active(),
          change.endKeys(),
          caller.userId());
    } catch (Database.UniqueViolation e) {
      return new Edit.NameTaken();
    }
  }

  @Override
  public Edit delete(long id, Caller caller) {
    return database.one(DELETE, PostgresUserStore::edit, id, caller.userId());
  }

  private static @Nullable String encoded(@Nullable PasswordHash hash) {
    return hash == null ? null : hash.encoded();
  }

  private static Edit edit(Row row) {
    if (!row.flag("found")) {
      return new Edit.Missing();
    }
    long ended = row.number("ended");
    return row.textOrNull("name") == null
        ? new Edit.LastAdmin()
        : new Edit.Done(read(row), ended, row.number("keys") - ended);
  }

  private static User read(Row row) {
    return new User(
        row.number("id"),
        new UserName(row.text("name")),
        row.flag("admin"),
        row.flag("active"),
        row.instant("created_at"));
  }
}
