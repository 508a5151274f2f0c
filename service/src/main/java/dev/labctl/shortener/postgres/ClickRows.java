package dev.labctl.shortener.postgres;

import dev.labctl.shortener.click.AgentFamily;
import dev.labctl.shortener.click.ClickBatch;
import dev.labctl.shortener.click.LinkClicks;
import dev.labctl.shortener.click.ReferrerHost;
import dev.labctl.shortener.click.VisitorSketch;
import dev.labctl.shortener.link.LinkQuery.Owners;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Turns click counts into rows and back. */
final class ClickRows {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int OFFSET = 1 << 15; // a register's 16 bits in Postgres' signed smallint

  private final List<Map<String, Object>> minutes = new ArrayList<>();
  private final List<Map<String, Object>> days = new ArrayList<>();
  private final List<Map<String, Object>> visits = new ArrayList<>();

  private ClickRows() {}

  /** A batch as one JSON object with the rows of each table, for {@code jsonb_to_recordset}. */
  static String json(ClickBatch batch) {
    ClickRows rows = new ClickRows();
    batch.links().forEach(rows::add);
    return JSON.writeValueAsString(
        Map.of(
            "minutes", rows.minutes,
            "days", rows.days,
            "visits", rows.visits));
  }

  private void add(LinkClicks link) {
    String code = link.code().value();
    for (LinkClicks.Minute minute : link.minutes()) {
      minutes.add(
          Map.of("code", code, "minute", minute.at().toString(), "clicks", minute.clicks()));
    }
    for (LinkClicks.Day day : link.days()) {
      days.add(row(code, day));
    }
    if (!link.visits().isEmpty()) {
      visits.add(
          Map.of(
              "code", code,
              "at", link.visits().stream().map(visit -> visit.at().toString()).toList(),
              "referrers", link.visits().stream().map(v -> v.referrer().value()).toList(),
              "agents", link.visits().stream().map(v -> v.agent().label()).toList()));
    }
  }

  private static Map<String, Object> row(String code, LinkClicks.Day day) {
    return Map.of(
        "code", code,
        "day", day.date().toString(),
        "clicks", day.clicks(),
        "bots", day.bots(),
        "referrers", named(day.referrers(), ReferrerHost::value),
        "agents", named(day.agents(), AgentFamily::label),
        "registers", day.visitors().stream().map(entry -> entry - OFFSET).toList());
  }

  private static <K> Map<String, Long> named(Map<K, Long> counts, Function<K, String> name) {
    return counts.entrySet().stream()
        .collect(Collectors.toMap(e -> name.apply(e.getKey()), Map.Entry::getValue, Long::sum));
  }

  /** Whose clicks a row of totals has. */
  static long owner(Owners owners) {
    return switch (owners) {
      case Owners.All() -> -1;
      case Owners.Nobody() -> 0;
      case Owners.User(long id) -> id;
    };
  }

  /** The estimate of a column of registers. */
  static long visitors(Short[] stored) {
    int[] entries = new int[stored.length];
    for (int i = 0; i < stored.length; i++) {
      entries[i] = stored[i] + OFFSET;
    }
    return VisitorSketch.estimate(entries);
  }

  /** Another release's family is one of the others to this one. */
  static AgentFamily family(String label) {
    return AgentFamily.labelled(label).orElse(AgentFamily.OTHER);
  }
}
