package dev.labctl.shortener.http;

import dev.labctl.shortener.click.ClickStatistics;
import dev.labctl.shortener.click.Stats;
import dev.labctl.shortener.click.StatsQuery;
import dev.labctl.shortener.click.StatsQuery.Unit;
import dev.labctl.shortener.link.Code;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/links/{code}/stats}: who may see the link may see its clicks. */
public record StatsApi(LinkApi links, ClickStatistics statistics, InstantSource clock)
    implements HttpService {
  @Override
  public void routing(HttpRules rules) {
    rules.get("/api/links/{code}/stats", this::stats);
  }

  private void stats(ServerRequest request, ServerResponse response) {
    Code code = Json.code(request);
    StatsQuery query =
        StatsQuery.of(
            code,
            Json.query(request, "by").map(Unit::parse).orElse(Unit.DAY),
            instant(request, "from"),
            instant(request, "to"),
            clock.instant());
    var unused = links.visible(request, code);
    Json.send(response, Status.OK_200, json(query, statistics.stats(query)));
  }

  private static @Nullable Instant instant(ServerRequest request, String name) {
    String text = Json.query(request, name).orElse(null);
    if (text == null) {
      return null;
    }
    // A date alone is its beginning, in UTC as all days here.
    return JsonBody.instant(name, text.length() == 10 ? text + "T00:00:00Z" : text);
  }

  private static Map<String, Object> json(StatsQuery query, Stats stats) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("code", query.code().value());
    body.put("by", query.by().label());
    body.put("from", query.from().toString());
    body.put("to", query.to().toString());
    body.put("total", stats.total());
    body.put("series", series(query, stats));
    // What follows is kept by the day: said here, for it may reach beyond from and to.
    body.put(
        "wholeDays", Map.of("from", query.firstDay().toString(), "to", query.lastDay().toString()));
    body.put("bots", stats.bots());
    body.put(
        "referrers",
        stats.referrers().stream()
            .map(share -> entry("host", share.of().value(), share.clicks()))
            .toList());
    body.put(
        "userAgents",
        stats.agents().stream()
            .map(share -> entry("family", share.of().label(), share.clicks()))
            .toList());
    body.put("uniqueVisitors", stats.uniqueVisitors());
    return body;
  }

  private static List<Map<String, Object>> series(StatsQuery query, Stats stats) {
    List<Map<String, Object>> series = new ArrayList<>();
    for (int i = 0; i < query.steps(); i++) {
      Instant at = query.from().plus(query.by().length().multipliedBy(i));
      series.add(entry("at", at.toString(), stats.series().getOrDefault(at, 0L)));
    }
    return series;
  }

  private static Map<String, Object> entry(String key, String name, long clicks) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(key, name);
    entry.put("clicks", clicks);
    return entry;
  }
}
