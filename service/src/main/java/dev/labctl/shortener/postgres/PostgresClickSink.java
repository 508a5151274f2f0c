package dev.labctl.shortener.postgres;

import dev.labctl.shortener.click.ClickBatch;
import dev.labctl.shortener.click.ClickRetention;
import dev.labctl.shortener.click.ClickSink;
import java.time.Duration;

/**
 * Click counts in Postgres' primary. A batch is one statement: its number and all of its counts are
 * there together or not at all. Rows are touched in the order of their keys, so that two instances'
 * batches wait for each other and do not lock each other out.
 */
public final class PostgresClickSink implements ClickSink, ClickRetention {
  private static final Duration WRITE_LIMIT = Duration.ofMillis(1000);

  /*
   * A batch whose number is not above its producer's last one selects nothing and so adds nothing;
   * if it is being applied at this moment by a statement whose answer was lost, the row's lock makes
   * it wait. Links that are gone, and with them their counts, get no new ones.
   */
  private static final String WRITE =
      """
      with fresh as (
        insert into click_producers as p (id, sequence) values (?::uuid, ?)
        on conflict (id) do update set sequence = excluded.sequence, applied_at = now()
        where p.sequence < excluded.sequence
        returning id),
      batch as (select ?::jsonb as rows from fresh),
      minutes as materialized (
        select code, minute, m.clicks, owner_id
        from batch, jsonb_to_recordset(rows -> 'minutes')
          as m (code text, minute timestamptz, clicks bigint)
        join links using (code)),
      -- Once for all tables: in a large collection finding a link costs as much as adding a row.
      existing as materialized (select distinct code from minutes),
      into_minutes as (
        insert into click_minutes as c (code, minute, clicks)
        select code, minute, clicks from minutes order by code, minute
        on conflict (code, minute) do update set clicks = c.clicks + excluded.clicks),
      -- Few rows, of this producer alone: one for each owner whose links were clicked, and one for all links.
      into_totals as (
        insert into click_total_minutes as c (owner, minute, producer, clicks)
        select case when grouping(owner_id) = 1 then -1 else coalesce(owner_id, 0) end as whose,
          minute, id, sum(clicks)
        from minutes, fresh
        group by grouping sets ((minute, id), (owner_id, minute, id)) order by whose, minute
        on conflict (owner, minute, producer) do update set clicks = c.clicks + excluded.clicks),
      into_days as (
        insert into click_days as c (code, day, clicks, bots, referrers, agents, registers)
        select code, day, d.clicks, d.bots, d.referrers, d.agents, d.registers
        from batch, jsonb_to_recordset(rows -> 'days')
          as d (code text, day date, clicks bigint, bots bigint,
            referrers jsonb, agents jsonb, registers smallint[])
        join existing using (code) order by code, day
        on conflict (code, day) do update set
          clicks = c.clicks + excluded.clicks,
          bots = c.bots + excluded.bots,
          referrers = c.referrers || (
            select jsonb_object_agg(host, clicks + coalesce((c.referrers ->> host)::bigint, 0))
            from (
              select host, sum(clicks) as clicks
              from (
                -- A link has a limited number of referrers a day: whoever sends random ones fills
                -- no disk. A batch alone has no more than these.
                select case when c.referrers -> key is not null or key = 'direct'
                    or row_number() over (order by value::bigint desc, key)
                      + (select count(*) from jsonb_object_keys(c.referrers)) <= 50
                  then key else 'other' end as host, value::bigint as clicks
                from jsonb_each_text(excluded.referrers)) as placed
              group by host) as merged),
          agents = c.agents || (
            select jsonb_object_agg(key, value::bigint + coalesce((c.agents ->> key)::bigint, 0))
            from jsonb_each_text(excluded.agents)),
          -- Visitors that come every second are known already, and their registers stay as stored.
          registers = case when excluded.registers <@ c.registers then c.registers else array(
            select max(r) from unnest(c.registers || excluded.registers) as r group by r >> 5) end),
      into_visits as (
        insert into click_visits as c (code, at, referrers, agents)
        select code, at, referrers, agents
        from batch, jsonb_to_recordset(rows -> 'visits')
          as v (code text, at timestamptz[], referrers text[], agents text[])
        join existing using (code) order by code
        on conflict (code) do update set
          at = (excluded.at || c.at)[1:100],
          referrers = (excluded.referrers || c.referrers)[1:100],
          agents = (excluded.agents || c.agents)[1:100])
      select count(*) as written from fresh
      """;

  private static final int TRIM_ROWS = 5_000; // a short statement, and another one if need be
  private static final String TRIM =
      """
      with minutes as (
        delete from click_minutes where ctid = any(array(
          select ctid from click_minutes where minute < now() - interval '2 days' limit %1$d))
        returning code, minute, clicks),
      into_hours as (
        insert into click_hours as c (code, hour, clicks)
        select code, hour, sum(clicks)
        from minutes, date_trunc('hour', minute, 'UTC') as hour
        -- Hours older than that are forgotten, see below.
        where hour >= now() - interval '93 days'
        group by code, hour order by code, hour
        on conflict (code, hour) do update set clicks = c.clicks + excluded.clicks),
      hours as (
        delete from click_hours where ctid = any(array(
          select ctid from click_hours where hour < now() - interval '93 days' limit %1$d))
        returning 1),
      total_minutes as (
        delete from click_total_minutes where ctid = any(array(
          select ctid from click_total_minutes
          where minute < now() - interval '2 days' limit %1$d))
        returning owner, minute, clicks),
      into_total_hours as (
        insert into click_total_hours as c (owner, hour, clicks)
        select owner, hour, sum(clicks)
        from total_minutes, date_trunc('hour', minute, 'UTC') as hour
        where hour >= now() - interval '732 days'
        group by owner, hour order by owner, hour
        on conflict (owner, hour) do update set clicks = c.clicks + excluded.clicks),
      total_hours as (
        delete from click_total_hours where ctid = any(array(
          select ctid from click_total_hours
          where hour < now() - interval '732 days' limit %1$d))
        returning 1),
      producers as (
        delete from click_producers where applied_at < now() - interval '30 days'),
      visits as (
        delete from counted_visits where at < now() - interval '1 minute')
      select greatest(
        (select count(*) from minutes), (select count(*) from hours),
        (select count(*) from total_minutes), (select count(*) from total_hours)) as trimmed
      """
          .formatted(TRIM_ROWS);

  private final Database database;

  public PostgresClickSink(Compartment primary) {
    this.database = new Database(primary, WRITE_LIMIT);
  }

  @Override
  public void write(ClickBatch batch) {
    long fresh =
        database.one(
            WRITE,
            row -> row.number("written"),
            batch.producer(),
            batch.sequence(),
            ClickRows.json(batch));
    if (fresh == 0) {
      System.getLogger(PostgresClickSink.class.getName())
          .log(
              System.Logger.Level.DEBUG,
              "batch {0} of {1} was here before",
              batch.sequence(),
              batch.producer());
    }
  }

  @Override
  public boolean trim() {
    return database.one(TRIM, row -> row.number("trimmed")) == TRIM_ROWS;
  }
}
