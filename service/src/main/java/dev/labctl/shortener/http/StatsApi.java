package dev.labctl.shortener.http;

import dev.labctl.shortener.click.ClickStatistics;
import dev.labctl.shortener.click.Stats;
import dev.labctl.shortener.click.StatsQuery;
import dev.labctl.shortener.click.StatsQuery.Unit;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.LinkQuery.Owners;
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
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Clicks over time: a link's at {@code /api/links/{code}/stats} for those who may see the link, and
 * at {@code /api/stats} those of one's own links together, or of all links for admins.
 */
public record StatsApi(
    LinkApi links, ClickStatistics statistics, Callers callers, InstantSource clock)
    implements HttpService {
  @Override
  public void routing(HttpRules rules) {
    rules.get("/api/links/{code}/stats", this::ofLink).get("/api/stats", this::together);
  }

  private void ofLink(ServerRequest request, ServerResponse response) {
    Code code = Json.code(request);
    StatsQuery query = query(request);
    var unused = links.visible(request, code);
    Json.send(response, Status.OK_200, json(code, query, statistics.stats(code, query)));
  }

  private void together(ServerRequest request, ServerResponse response) {
    Owners owners = ShlinkApi.owners(callers.signedIn(request));
    StatsQuery query = query(request);
    Json.send(response, Status.OK_200, json(query, statistics.series(owners, query)));
  }

  private StatsQuery query(ServerRequest request) {
    return StatsQuery.of(
        Json.query(request, "by").map(Unit::parse).orElse(Unit.DAY),
        instant(request, "from"),
        instant(request, "to"),
        clock.instant());
  }

  private static @Nullable Instant instant(ServerRequest request, String name) {
    String text = Json.query(request, name).orElse(null);
    if (text == null) {
      return null;
    }
    // A date alone is its beginning, in UTC as all days here.
    return JsonBody.instant(name, text.length() == 10 ? text + "T00:00:00Z" : text);
  }

  private static Map<String, Object> json(StatsQuery query, SortedMap<Instant, Long> clicks) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("by", query.by().label());
    body.put("from", query.from().toString());
    body.put("to", query.to().toString());
    body.put("total", clicks.values().stream().mapToLong(Long::longValue).sum());
    body.put("series", series(query, clicks));
    return body;
  }

  private static Map<String, Object> json(Code code, StatsQuery query, Stats stats) {
    Map<String, Object> body = json(query, stats.series());
    body.put("code", code.value());
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

  private static List<Map<String, Object>> series(
      StatsQuery query, SortedMap<Instant, Long> clicks) {
    List<Map<String, Object>> series = new ArrayList<>();
    for (int i = 0; i < query.steps(); i++) {
      Instant at = query.from().plus(query.by().length().multipliedBy(i));
      series.add(entry("at", at.toString(), clicks.getOrDefault(at, 0L)));
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
