package dev.labctl.shortener.postgres;

import dev.labctl.shortener.audit.Action;
import dev.labctl.shortener.audit.Entity;
import dev.labctl.shortener.audit.Event;
import dev.labctl.shortener.audit.EventLog;
import dev.labctl.shortener.audit.EventQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Events in Postgres, a page in one statement. */
public final class PostgresEventLog implements EventLog {
  private static final Duration READ_LIMIT = Duration.ofMillis(1000);
  private static final String SELECT =
      "select id, at, action, entity, entity_id, actor, detail from events where ";

  private final Database database;

  /**
   * @param name what messages call the pool
   */
  public PostgresEventLog(String name, DataSource pool) {
    this.database = new Database(name, pool, READ_LIMIT);
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
    conditions.add("at >= ?", query.from());
    conditions.add("at < ?", query.to());
    conditions.add("id < ?", query.before());
    conditions.parameters.add(query.limit());
    return database.list(
        SELECT + String.join(" and ", conditions.texts) + " order by id desc limit ?",
        PostgresEventLog::read,
        conditions.parameters.toArray());
  }

  private static final class Conditions {
    private final List<String> texts = new ArrayList<>(List.of("true"));
    private final List<Object> parameters = new ArrayList<>();

    void add(String condition, @Nullable Object parameter) {
      if (parameter != null) {
        texts.add(condition);
        parameters.add(parameter);
      }
    }
  }

  private static Event read(ResultSet row) throws SQLException {
    return new Event(
        row.getLong("id"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        Action.of(row.getString("action")),
        Entity.of(row.getString("entity")),
        row.getString("entity_id"),
        row.getObject("actor", Long.class),
        row.getString("detail"));
  }
}
