package dev.labctl.shortener.postgres;

import dev.labctl.shortener.click.AgentFamily;
import dev.labctl.shortener.click.ClickStatistics;
import dev.labctl.shortener.click.ReferrerHost;
import dev.labctl.shortener.click.Stats;
import dev.labctl.shortener.click.Stats.Share;
import dev.labctl.shortener.click.StatsQuery;
import dev.labctl.shortener.click.StatsQuery.Unit;
import dev.labctl.shortener.click.Visit;
import dev.labctl.shortener.click.VisitCount;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.LinkQuery.Owners;
import dev.labctl.shortener.link.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads click counts, one statement a question. */
public final class PostgresClickStatistics implements ClickStatistics {
  private static final Duration READ_LIMIT = Duration.ofMillis(1000);
  private static final int MAX_SHARES = 100;

  private static final String STATS =
      """
      with asked as (
        select ?::text as code, ?::date as first, ?::date as last,
          ?::timestamptz as begin, ?::timestamptz as until),
      days as materialized (
        select referrers, agents, registers from asked join click_days using (code)
        where day between first and last)
      select 'at' as kind, null as name, at, clicks, null::smallint[] as registers
      from (%1$s) as series where at >= (select begin from asked) and at < (select until from asked)
      union all (
        select 'referrer', key, null, sum(value::bigint), null
        from days, jsonb_each_text(referrers) group by key order by 4 desc, 2 limit %2$d)
      union all (
        select 'agent', key, null, sum(value::bigint), null
        from days, jsonb_each_text(agents) group by key order by 4 desc, 2 limit %2$d)
      union all
      select 'visitors', null, null, 0, registers from days
      """;
  private static final String MINUTES =
      "select minute as at, clicks from asked join click_minutes using (code)";
  // Of the last two days an hour's clicks are its minutes', and summed up later.
  private static final String HOURS =
      """
      select at, sum(clicks) as clicks
      from (
        select hour as at, clicks from asked join click_hours using (code)
        union all
        select date_trunc('hour', minute, 'UTC'), clicks
        from asked join click_minutes using (code)) as parts
      group by at\
      """;
  private static final String DAYS =
      "select day::timestamp at time zone 'UTC' as at, clicks from asked join click_days using"
          + " (code)";

  // Of somebody's links together; of the last two days there are minutes only, and before only
  // hours.
  private static final String TOTAL_MINUTES =
      "select minute as at, owner, clicks from click_total_minutes";
  private static final String TOTAL_HOURS =
      TOTAL_MINUTES + " union all select hour, owner, clicks from click_total_hours";
  private static final String TOTALS =
      """
      select date_trunc(?, at, 'UTC') as step, sum(clicks) as clicks
      from (%s) as totals where owner = ? and at >= ? and at < ? group by step
      """;

  private static final String COUNTS =
      """
      select code as key, sum(clicks) as clicks, sum(bots) as bots from click_days
      where code = any(?) group by code
      """;

  private static final String VISITS =
      """
      select code, v.at, v.referrer, v.agent
      from click_visits, unnest(at, referrers, agents) as v (at, referrer, agent)
      where code = ? order by v.at desc
      """;

  // The newest minutes say which links to look at, by an index that their age needs anyway.
  private static final String LATEST =
      """
      with active as (
        select distinct code from (
          select code from click_minutes join links using (code) where %s
          order by minute desc limit 1000) as newest)
      select code, v.at, v.referrer, v.agent
      from active join click_visits using (code),
        unnest(at, referrers, agents) as v (at, referrer, agent)
      order by v.at desc limit ?
      """;

  private final Database database;

  public PostgresClickStatistics(Compartment compartment) {
    this.database = new Database(compartment, READ_LIMIT);
  }

  @Override
  public Stats stats(Code code, StatsQuery query) {
    String series =
        switch (query.by()) {
          case MINUTE -> MINUTES;
          case HOUR -> HOURS;
          case DAY -> DAYS;
        };
    Collector found = new Collector();
    var unused =
        database.list(
            STATS.formatted(series, MAX_SHARES),
            found::add,
            code.value(),
            query.firstDay(),
            query.lastDay(),
            query.from(),
            query.to());
    return found.stats();
  }

  /** Puts rows of four kinds where they belong. */
  private static final class Collector {
    private final SortedMap<Instant, Long> series = new TreeMap<>();
    private final List<Share<ReferrerHost>> referrers = new ArrayList<>();
    private final List<Share<AgentFamily>> agents = new ArrayList<>();
    private long visitors;

    boolean add(Row row) {
      long clicks = row.number("clicks");
      return switch (row.text("kind")) {
        case "at" -> series.put(row.instant("at"), clicks) == null;
        case "referrer" -> referrers.add(new Share<>(new ReferrerHost(row.text("name")), clicks));
        case "agent" -> agents.add(new Share<>(ClickRows.family(row.text("name")), clicks));
        default -> {
          visitors += ClickRows.visitors(row.shorts("registers"));
          yield true;
        }
      };
    }

    Stats stats() {
      return new Stats(series, List.copyOf(referrers), List.copyOf(agents), visitors);
    }
  }

  @Override
  public SortedMap<Instant, Long> series(Owners owners, StatsQuery query) {
    SortedMap<Instant, Long> series = new TreeMap<>();
    var unused =
        database.list(
            TOTALS.formatted(query.by() == Unit.MINUTE ? TOTAL_MINUTES : TOTAL_HOURS),
            row -> series.put(row.instant("step"), row.number("clicks")) == null,
            query.by().label(),
            ClickRows.owner(owners),
            query.from(),
            query.to());
    return series;
  }

  @Override
  public Map<Code, VisitCount> counts(Collection<Code> codes) {
    String[] texts = codes.stream().map(Code::value).toArray(String[]::new);
    return database.list(COUNTS, Counted::read, (Object) texts).stream()
        .collect(Collectors.toMap(counted -> new Code(counted.key()), Counted::visits));
  }

  private record Counted(String key, VisitCount visits) {
    static Counted read(Row row) {
      return new Counted(row.text("key"), count(row));
    }

    static VisitCount count(Row row) {
      return new VisitCount(row.number("clicks"), row.number("bots"));
    }
  }

  @Override
  public VisitCount count(Owners owners, @Nullable Tag tag) {
    Filter filter = Filter.of(owners, tag);
    return database.one(
        "select coalesce(sum(clicks), 0) as clicks, coalesce(sum(bots), 0) as bots"
            + " from click_days join links using (code) where "
            + filter.condition(),
        Counted::count,
        filter.parameters().toArray());
  }

  @Override
  public Map<Tag, VisitCount> countsByTag(Owners owners) {
    Filter filter = Filter.of(owners, null);
    return database
        .list(
            "select tag as key, sum(clicks) as clicks, sum(bots) as bots from click_days"
                + " join links using (code), unnest(tags) as tag where tags <> '{}' and "
                + filter.condition()
                + " group by tag",
            Counted::read,
            filter.parameters().toArray())
        .stream()
        .collect(Collectors.toMap(counted -> new Tag(counted.key()), Counted::visits));
  }

  @Override
  public List<Visit> visits(Code code) {
    return database.list(VISITS, PostgresClickStatistics::visit, code.value());
  }

  @Override
  public List<LinkVisit> visits(Owners owners, @Nullable Tag tag, int limit) {
    Filter filter = Filter.of(owners, tag);
    List<Object> parameters = new ArrayList<>(filter.parameters());
    parameters.add(limit);
    return database.list(
        LATEST.formatted(filter.condition()),
        row -> new LinkVisit(new Code(row.text("code")), visit(row)),
        parameters.toArray());
  }

  private static Visit visit(Row row) {
    return new Visit(
        row.instant("at"),
        new ReferrerHost(row.text("referrer")),
        ClickRows.family(row.text("agent")));
  }

  /** Which links count. */
  private record Filter(String condition, List<Object> parameters) {
    static Filter of(Owners owners, @Nullable Tag tag) {
      List<Object> parameters = new ArrayList<>();
      String condition =
          switch (owners) {
            case Owners.All() -> "true";
            case Owners.Nobody() -> "owner_id is null";
            case Owners.User(long id) -> {
              parameters.add(id);
              yield "owner_id = ?";
            }
          };
      if (tag == null) {
        return new Filter(condition, parameters);
      }
      parameters.add(new String[] {tag.value()});
      return new Filter(condition + " and tags @> ? and tags <> '{}'", parameters);
    }
  }
}
