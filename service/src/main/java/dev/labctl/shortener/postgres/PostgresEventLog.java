package dev.labctl.shortener.postgres;

import dev.labctl.shortener.audit.Action;
import dev.labctl.shortener.audit.Entity;
import dev.labctl.shortener.audit.Event;
import dev.labctl.shortener.audit.EventLog;
import dev.labctl.shortener.audit.EventQuery;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.redirect.RecentChanges;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events in Postgres, a page in one statement. */
public final class PostgresEventLog implements EventLog, RecentChanges {
  private static final Duration READ_LIMIT = Duration.ofMillis(1000);
  private static final String SELECT =
      "select id, at, action, entity, entity_id, actor, detail from events where ";

  /*
   * Pages go by id, and without help the planner walks them from the newest until it meets the time:
   * 0.2 s for two million events. Ids and times differ in order only as far as transactions overlap
   * and the clocks of an old and a new primary differ: less than the minute allowed here, so the
   * time's neighbours bound the ids.
   */
  private static final String FROM =
      "at >= ? and id >= (select id from events where at >= ?::timestamptz - interval '1 minute'"
          + " order by at, id limit 1)";
  // What a release before this one may have put into Redis without what it does not know.
  private static final String SPECIAL =
      "(select code from links where (forward_query or valid_since is not null)"
          + " and updated_at >= ? order by updated_at desc limit ?)";
  private static final String TO =
      "at < ? and id <= (select id from events where at < ?::timestamptz + interval '1 minute'"
          + " order by at desc, id desc limit 1)";

  private final Database database;

  public PostgresEventLog(Compartment compartment) {
    this.database = new Database(compartment, READ_LIMIT);
  }

  @Override
  public List<Event> list(EventQuery query) {
    Conditions conditions = new Conditions();
    // Labels stand in the statement itself, where the planner sees which partial index fits.
    if (query.entity() != null) {
      conditions.texts.add("entity = '" + query.entity().label() + "'");
    }
    if (query.action() != null) {
      conditions.texts.add("action = '" + query.action().label() + "'");
    }
    conditions.add("entity_id = ?", query.entityId());
    conditions.add("actor = ?", query.actor());
    conditions.add(FROM, query.from());
    conditions.add(TO, query.to());
    conditions.add("id < ?", query.before());
    conditions.parameters.add(query.limit());
    return database.list(
        SELECT + String.join(" and ", conditions.texts) + " order by id desc limit ?",
        PostgresEventLog::read,
        conditions.parameters.toArray());
  }

  @Override
  public List<Code> since(Instant from, int limit) {
    return database.list(
        "(select entity_id from events where entity = 'link' and action in ('update', 'delete') and"
            + " "
            + FROM
            + " group by entity_id order by max(id) desc limit ?) union "
            + SPECIAL,
        row -> new Code(row.text("entity_id")),
        from,
        from,
        limit,
        from,
        limit);
  }

  private static final class Conditions {
    private final List<String> texts = new ArrayList<>(List.of("true"));
    private final List<Object> parameters = new ArrayList<>();

    /** Adds a condition whose every question mark stands for the parameter, unless that is null. */
    void add(String condition, @Nullable Object parameter) {
      if (parameter != null) {
        texts.add(condition);
        condition.chars().filter(c -> c == '?').forEach(c -> parameters.add(parameter));
      }
    }
  }

  private static Event read(Row row) {
    return new Event(
        row.number("id"),
        row.instant("at"),
        Action.of(row.text("action")),
        Entity.of(row.text("entity")),
        row.text("entity_id"),
        row.numberOrNull("actor"),
        row.textOrNull("detail"));
  }
}
