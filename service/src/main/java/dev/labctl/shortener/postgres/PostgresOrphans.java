package dev.labctl.shortener.postgres;

import dev.labctl.shortener.click.OrphanStore;
import dev.labctl.shortener.click.OrphanVisit;
import dev.labctl.shortener.click.ReferrerHost;
import dev.labctl.shortener.click.Visit;
import dev.labctl.shortener.click.VisitCount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Visits that met no link, in Postgres' primary: counts by day and the latest thousand. */
public final class PostgresOrphans implements OrphanStore {
  private static final Duration WRITE_LIMIT = Duration.ofMillis(1000);
  private static final int KEPT = 1000;
  private static final JsonMapper JSON = new JsonMapper();

  // As with clicks: a batch whose number is not above its producer's last one adds nothing.
  private static final String WRITE =
      """
      with fresh as (
        insert into click_producers as p (id, sequence) values (?::uuid, ?)
        on conflict (id) do update set sequence = excluded.sequence, applied_at = now()
        where p.sequence < excluded.sequence
        returning id),
      into_days as (
        insert into orphan_days as o (day, type, visits, bots)
        select (now() at time zone 'UTC')::date, type, c.visits, c.bots
        from fresh, jsonb_to_recordset(?::jsonb) as c (type text, visits bigint, bots bigint)
        order by type
        on conflict (day, type) do update set
          visits = o.visits + excluded.visits, bots = o.bots + excluded.bots),
      into_visits as (
        insert into orphan_visits (at, type, path, referrer, agent)
        select at, type, path, referrer, agent
        from fresh, jsonb_to_recordset(?::jsonb)
          as v (at timestamptz, type text, path text, referrer text, agent text)),
      trimmed as (
        delete from orphan_visits where id <= (select max(id) from orphan_visits) - %d)
      select count(*) as written from fresh
      """
          .formatted(KEPT);

  private static final String CLEAR =
      """
      with days as (delete from orphan_days returning visits),
      gone as (delete from orphan_visits)
      select coalesce(sum(visits), 0) as visits from days
      """;

  private final Database writes;
  private final Database reads;

  /**
   * @param background for batches
   * @param lists for what people ask
   */
  public PostgresOrphans(Compartment background, Compartment lists) {
    this.writes = new Database(background, WRITE_LIMIT);
    this.reads = new Database(lists, WRITE_LIMIT);
  }

  @Override
  public void write(Batch batch) {
    var unused =
        writes.one(
            WRITE,
            row -> row.number("written"),
            batch.producer(),
            batch.sequence(),
            JSON.writeValueAsString(
                batch.counts().entrySet().stream()
                    .map(
                        c ->
                            Map.of(
                                "type", c.getKey().label(),
                                "visits", c.getValue().total(),
                                "bots", c.getValue().bots()))
                    .toList()),
            JSON.writeValueAsString(batch.latest().stream().map(PostgresOrphans::json).toList()));
  }

  private static Map<String, String> json(OrphanVisit orphan) {
    return Map.of(
        "at", orphan.visit().at().toString(),
        "type", orphan.type().label(),
        "path", orphan.path(),
        "referrer", orphan.visit().referrer().value(),
        "agent", orphan.visit().agent().label());
  }

  @Override
  public VisitCount count() {
    return reads.one(
        "select coalesce(sum(visits), 0) as visits, coalesce(sum(bots), 0) as bots from"
            + " orphan_days",
        row -> new VisitCount(row.number("visits"), row.number("bots")));
  }

  @Override
  public List<OrphanVisit> latest(int limit) {
    return reads.list(
        "select at, type, path, referrer, agent from orphan_visits order by at desc, id desc limit"
            + " ?",
        row ->
            new OrphanVisit(
                OrphanVisit.Type.labelled(row.text("type")),
                row.text("path"),
                new Visit(
                    row.instant("at"),
                    new ReferrerHost(row.text("referrer")),
                    ClickRows.family(row.text("agent")))),
        limit);
  }

  @Override
  public long clear() {
    return reads.one(CLEAR, row -> row.number("visits"));
  }
}
