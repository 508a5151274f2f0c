package dev.labctl.shortener.postgres;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Cursor;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.LinkCatalogue;
import dev.labctl.shortener.link.LinkQuery;
import dev.labctl.shortener.link.LinkQuery.Owners;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whole links, one or a page of them, in one statement each. */
public final class PostgresCatalogue implements LinkCatalogue {
  private static final Duration READ_LIMIT = Duration.ofMillis(1000);
  private static final String SELECT = "select " + LinkRows.COLUMNS + " from links where ";

  private final Database database;

  public PostgresCatalogue(Compartment compartment) {
    this.database = new Database(compartment, READ_LIMIT);
  }

  @Override
  public Optional<Link> find(Code code) {
    return database.get(SELECT + "code = ?", LinkRows::read, code.value());
  }

  @Override
  public List<Link> list(LinkQuery query) {
    List<String> conditions = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    switch (query.owners()) {
      case Owners.All() -> conditions.add("true");
      case Owners.Nobody() -> conditions.add("owner_id is null");
      case Owners.User(long id) -> {
        conditions.add("owner_id = ?");
        parameters.add(id);
      }
    }
    if (query.after() instanceof Cursor(var createdAt, var code)) {
      conditions.add("(created_at, code) < (?, ?)");
      parameters.add(createdAt);
      parameters.add(code.value());
    }
    if (query.tag() != null) {
      // Said twice for the partial index, which a parameter alone would not be seen to fit.
      conditions.add("tags @> ? and tags <> '{}'");
      parameters.add(new String[] {query.tag().value()});
    }
    if (query.target() != null) {
      // The index finds it among all texts of a link; most of the time it is the target's.
      SearchText text = new SearchText(query.target());
      conditions.add(text.condition());
      parameters.add(text.pattern());
      conditions.add("position(? in lower(target)) > 0");
      parameters.add(text.lower());
    }
    parameters.add(query.limit());
    return database.list(
        SELECT + String.join(" and ", conditions) + " order by created_at desc, code desc limit ?",
        LinkRows::read,
        parameters.toArray());
  }
}
