package dev.labctl.shortener.postgres;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.LinkIndex;
import dev.labctl.shortener.link.LinkProperties;
import dev.labctl.shortener.link.LinkQuery.Owners;
import dev.labctl.shortener.link.NewLink;
import dev.labctl.shortener.link.Tag;
import dev.labctl.shortener.user.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Numbered pages of links, and their tags, from Postgres' primary. */
public final class PostgresLinkIndex implements LinkIndex {
  private static final int SORTED = 10_000;
  private static final Duration LIMIT = Duration.ofMillis(1500);

  // Said twice for the partial index, which a parameter alone would not be seen to fit.
  private static final String HAS = "(tags @> ? and tags <> '{}')";
  private static final String HAS_ANY = "(tags && ? and tags <> '{}')";

  private static final String MINE = "(?::boolean or owner_id = ?::bigint)";

  private static final String TAGS =
      """
      select tag, count(*) as links from links, unnest(tags) as tag
      where tags <> '{}' and %s group by tag order by tag
      """;

  private static final String RENAME =
      """
      with known as (
        select exists (select from links where %1$s and %2$s) as found,
               exists (select from links where %1$s and %2$s) as conflict),
      changed as (
        update links set
          tags = array(select distinct t from unnest(array_replace(tags, ?, ?)) t order by t),
          updated_at = now()
        where %1$s and %2$s and not (select conflict from known)
        returning code, tags),
      event as (
        insert into events (action, entity, entity_id, actor, detail)
        select 'update', 'link', code, ?::bigint, jsonb_build_object('tags', tags) from changed)
      select found, conflict from known
      """
          .formatted(HAS, MINE);

  private static final String REMOVE =
      """
      with changed as (
        update links set
          tags = array(select t from unnest(tags) t where t <> all(?) order by t),
          updated_at = now()
        where %s and %s
        returning code, tags),
      event as (
        insert into events (action, entity, entity_id, actor, detail)
        select 'update', 'link', code, ?::bigint, jsonb_build_object('tags', tags) from changed)
      select count(*) as changed from changed
      """
          .formatted(HAS_ANY, MINE);

  private static final String DELETE_VISITS =
      """
      with found as (select code from links where code = ? and %s for update),
      minutes as (delete from click_minutes using found where click_minutes.code = found.code),
      hours as (delete from click_hours using found where click_hours.code = found.code),
      visits as (delete from click_visits using found where click_visits.code = found.code),
      days as (
        delete from click_days using found where click_days.code = found.code returning clicks),
      event as (
        insert into events (action, entity, entity_id, actor, detail)
        select 'update', 'link', code, ?::bigint, '{"visits": "deleted"}' from found)
      select (select count(*) from found) as found, coalesce(sum(clicks), 0) as clicks from days
      """
          .formatted(MINE);

  private final Database database;

  public PostgresLinkIndex(Compartment primary) {
    this.database = new Database(primary, LIMIT);
  }

  /** Conditions and the values of their parameters, in order. */
  private record Where(List<String> conditions, List<@Nullable Object> values) {
    static Where of(Owners owners) {
      Where where = new Where(new ArrayList<>(), new ArrayList<>());
      switch (owners) {
        case Owners.All() -> where.conditions.add("true");
        case Owners.Nobody() -> where.conditions.add("owner_id is null");
        case Owners.User(long id) -> where.and("owner_id = ?", id);
      }
      return where;
    }

    void and(String condition, @Nullable Object... parameters) {
      conditions.add(condition);
      for (Object parameter : parameters) {
        values.add(parameter);
      }
    }

    String sql() {
      return String.join(" and ", conditions);
    }
  }

  @Override
  public Page page(Query query) {
    Where where = matching(query);
    // One statement for both: the total is there also behind the last page.
    String sql =
        """
        select (select count(*) from links where %1$s) as total, page.*
        from (select) as always left join (
          select %2$s from (%3$s) as links order by %4$s limit ? offset ?) as page on true
        """
            .formatted(where.sql(), LinkRows.COLUMNS, sorted(query, where), order(query));
    List<@Nullable Object> values = new ArrayList<>(where.values());
    values.addAll(where.values());
    values.add(query.size());
    values.add((query.page() - 1L) * query.size());
    record Row(long total, @Nullable Link link) {}
    List<Row> rows =
        database.list(
            sql,
            row ->
                new Row(
                    row.number("total"),
                    row.textOrNull("code") == null ? null : LinkRows.read(row)),
            values.toArray());
    List<Link> links = new ArrayList<>();
    for (Row row : rows) {
      if (row.link() != null) {
        links.add(row.link());
      }
    }
    return new Page(links, rows.getFirst().total());
  }

  private static Where matching(Query query) {
    Where where = Where.of(query.owners());
    if (query.text() != null) {
      SearchText text = new SearchText(query.text());
      where.and(text.condition(), text.pattern());
    }
    if (!query.tags().isEmpty()) {
      where.and(query.allTags() ? HAS : HAS_ANY, (Object) texts(query.tags()));
    }
    if (!query.withoutTags().isEmpty()) {
      where.and("not " + (query.allWithout() ? HAS : HAS_ANY), (Object) texts(query.withoutTags()));
    }
    if (query.from() != null) {
      where.and("created_at >= ?", query.from());
    }
    if (query.to() != null) {
      where.and("created_at <= ?", query.to());
    }
    if (query.openOnly()) {
      where.and("(max_visits is null or visits < max_visits)");
    }
    if (query.validOnly()) {
      where.and("(expires_at is null or expires_at > now())");
    }
    return where;
  }

  /**
   * What no index sorts is sorted among the newest that match only, or a page would cost all of
   * them.
   */
  private static String sorted(Query query, Where where) {
    String matching = "select * from links where " + where.sql();
    return switch (query.order()) {
      case CREATED, CODE -> matching;
      case TARGET, TITLE, VISITS ->
          matching + " order by created_at desc, code desc limit " + SORTED;
    };
  }

  private static String order(Query query) {
    String column =
        switch (query.order()) {
          case CREATED -> "created_at";
          case CODE -> "code";
          case TARGET -> "target";
          case TITLE -> "title";
          case VISITS ->
              "(select coalesce(sum(clicks), 0) from click_days where click_days.code ="
                  + " links.code)";
        };
    String direction = query.descending() ? " desc" : "";
    return column + direction + ", code" + direction;
  }

  @Override
  public Optional<Link> twin(Owners owners, NewLink wanted) {
    LinkProperties p = wanted.properties();
    Where where = Where.of(owners);
    where.and("target = ?", p.target().value());
    where.and("tags = ?", (Object) LinkRows.texts(p.tags()));
    where.and("expires_at is not distinct from ?::timestamptz", p.expiresAt());
    where.and("max_visits is not distinct from ?::bigint", p.maxVisits());
    where.and("valid_since is not distinct from ?::timestamptz", p.validSince());
    where.and("active");
    if (wanted.alias() != null) {
      where.and("code = ?", wanted.alias().value());
    }
    String sql =
        "select %s from links where %s order by created_at desc, code limit 1"
            .formatted(LinkRows.COLUMNS, where.sql());
    return database.get(sql, LinkRows::read, where.values().toArray());
  }

  @Override
  public List<TagUse> tags(Owners owners) {
    Where where = Where.of(owners);
    return database.list(
        TAGS.formatted(where.sql()),
        row -> new TagUse(new Tag(row.text("tag")), row.number("links")),
        where.values().toArray());
  }

  @Override
  public Renaming rename(Tag from, Tag to, Caller.SignedIn caller) {
    String[] old = {from.value()};
    // A tag that keeps its name is no conflict with itself: an empty array would be on every link.
    String[] taken = {from.equals(to) ? " " : to.value()};
    boolean all = caller.isAdmin();
    long id = caller.id();
    return database.one(
        RENAME,
        row -> {
          if (!row.flag("found")) {
            return Renaming.MISSING;
          }
          return row.flag("conflict") ? Renaming.CONFLICT : Renaming.DONE;
        },
        old,
        all,
        id,
        taken,
        all,
        id,
        from.value(),
        to.value(),
        old,
        all,
        id,
        id);
  }

  @Override
  public List<Code> crawlable(int limit) {
    return database.list(
        "select code from links where crawlable and active order by code limit ?",
        row -> new Code(row.text("code")),
        limit);
  }

  @Override
  public OptionalLong deleteVisits(Code code, Caller.SignedIn caller) {
    return database.one(
        DELETE_VISITS,
        row ->
            row.number("found") == 0 ? OptionalLong.empty() : OptionalLong.of(row.number("clicks")),
        code.value(),
        caller.isAdmin(),
        caller.id(),
        caller.id());
  }

  @Override
  public void remove(Set<Tag> tags, Caller.SignedIn caller) {
    String[] texts = texts(tags);
    var unused =
        database.one(
            REMOVE,
            row -> row.number("changed"),
            texts,
            texts,
            caller.isAdmin(),
            caller.id(),
            caller.id());
  }

  private static String[] texts(Set<Tag> tags) {
    return tags.stream().map(Tag::value).sorted().toArray(String[]::new);
  }
}
