package dev.labctl.shortener.postgres;

import dev.labctl.shortener.auth.Attempts;
import dev.labctl.shortener.limit.Quota;
import java.time.Duration;

/** Attempts to sign in, counted on Postgres' primary for all instances. */
public final class PostgresAttempts implements Attempts.Store {
  private static final Duration LIMIT = Duration.ofMillis(500);

  private static final String TAKE =
      """
      select take_sign_in(
        ?, array[?::interval, ?::interval, ?::interval], array[?, ?, ?]::integer[]) as millis
      """;
  private static final String GIVE_BACK =
      """
      update sign_in_attempts as a set
        full_at = a.full_at - w.step,
        known_until =
          case when a.key = w.first then now() + interval '30 days' else known_until end
      from (
        select unnest(keys) as key, unnest(steps) as step, keys[1] as first
        from (select ?::text[] as keys, array[?::interval, ?::interval, ?::interval] as steps)
          as given) as w
      where a.key = w.key
      """;

  private final Database database;

  public PostgresAttempts(Compartment primary) {
    this.database = new Database(primary, LIMIT);
  }

  @Override
  public Duration take(Attempts.Keys keys, Quota both, Quota name, Quota address) {
    return Duration.ofMillis(
        database.one(
            TAKE,
            row -> row.number("millis"),
            texts(keys),
            step(both),
            step(name),
            step(address),
            both.requests(),
            name.requests(),
            address.requests()));
  }

  @Override
  public void giveBack(Attempts.Keys keys, Quota both, Quota name, Quota address) {
    var unused = database.change(GIVE_BACK, texts(keys), step(both), step(name), step(address));
  }

  private static String[] texts(Attempts.Keys keys) {
    return new String[] {keys.both(), keys.name(), keys.address()};
  }

  /** After how long an attempt is forgotten, as Postgres reads it. */
  private static String step(Quota quota) {
    return quota.per().dividedBy(quota.requests()).toString();
  }
}
