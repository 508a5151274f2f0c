package dev.labctl.shortener.postgres;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.LinkProperties;
import dev.labctl.shortener.link.RedirectStatus;
import dev.labctl.shortener.link.Tag;
import dev.labctl.shortener.link.Target;
import dev.labctl.shortener.link.Title;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads links from rows. */
final class LinkRows {
  /** The columns that {@link #read} wants. */
  static final String COLUMNS =
      "code, target, status, active, expires_at, max_visits, visits, tags, owner_id, created_at,"
          + " valid_since, title, crawlable, forward_query";

  private static final JsonMapper JSON = new JsonMapper();

  private LinkRows() {}

  static Link read(Row row) {
    LinkProperties properties =
        new LinkProperties(
            new Target(row.text("target")),
            RedirectStatus.of(row.integer("status")),
            row.flag("active"),
            row.instantOrNull("expires_at"),
            row.numberOrNull("max_visits"),
            tags(row.texts("tags")),
            row.instantOrNull("valid_since"),
            title(row.textOrNull("title")),
            row.flag("crawlable"),
            row.flag("forward_query"));
    return new Link(
        new Code(row.text("code")),
        properties,
        row.number("visits"),
        row.numberOrNull("owner_id"),
        row.instant("created_at"));
  }

  private static @Nullable Title title(@Nullable String text) {
    return text == null ? null : new Title(text);
  }

  static @Nullable String text(@Nullable Title title) {
    return title == null ? null : title.value();
  }

  private static SortedSet<Tag> tags(List<String> texts) {
    return texts.stream().map(Tag::new).collect(Collectors.toCollection(TreeSet::new));
  }

  static String[] texts(SortedSet<Tag> tags) {
    return tags.stream().map(Tag::value).toArray(String[]::new);
  }

  /** Links as the JSON that {@code jsonb_to_recordset} reads. */
  static String json(Collection<PostgresLinkStore.Offer> offers) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>(offers.size());
    for (PostgresLinkStore.Offer offer : offers) {
      LinkProperties p = offer.properties();
      Map<String, @Nullable Object> row = new HashMap<>();
      row.put("code", offer.code().value());
      row.put("target", p.target().value());
      row.put("status", p.status().code());
      row.put("active", p.active());
      row.put("expires_at", p.expiresAt() == null ? null : p.expiresAt().toString());
      row.put("max_visits", p.maxVisits());
      row.put("tags", texts(p.tags()));
      row.put("owner_id", offer.owner());
      row.put("valid_since", p.validSince() == null ? null : p.validSince().toString());
      row.put("title", text(p.title()));
      row.put("crawlable", p.crawlable());
      row.put("forward_query", p.forwardQuery());
      rows.add(row);
    }
    return JSON.writeValueAsString(rows);
  }
}
