package dev.labctl.shortener.http;

import static dev.labctl.shortener.http.ShlinkErrors.element;
import static dev.labctl.shortener.http.ShlinkErrors.translated;

import dev.labctl.shortener.click.ClickStatistics;
import dev.labctl.shortener.click.ClickStatistics.LinkVisit;
import dev.labctl.shortener.click.VisitCount;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.LinkQuery.Owners;
import dev.labctl.shortener.link.Tag;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Visits as Shlink's REST API v3 has them. Totals are exact; single visits are the latest that are
 * kept (see {@link ClickStatistics#visits}), with the program's family as user agent. Visits that
 * met no link are not recorded: there are no orphans.
 */
public record ShlinkVisitApi(LinkApi linkApi, ClickStatistics statistics, Callers callers)
    implements HttpService {
  private static final int LATEST = 1000;

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/rest/v3/short-urls/{code}/visits", translated(this::ofLink))
        .get("/rest/v3/tags/{tag}/visits", translated(this::ofTag))
        .get("/rest/v3/visits", translated(this::overview))
        .get("/rest/v3/visits/non-orphan", translated(this::all))
        .get("/rest/v3/visits/orphan", translated(this::orphans));
  }

  private void ofLink(ServerRequest request, ServerResponse response) {
    Code code = Json.code(request);
    var unused = callers.signedIn(request);
    var unusedToo = linkApi.visible(request, code);
    send(
        request,
        response,
        statistics.visits(code).stream().map(visit -> new LinkVisit(code, visit)).toList());
  }

  private void ofTag(ServerRequest request, ServerResponse response) {
    Owners owners = ShlinkApi.owners(callers.signedIn(request));
    String text = request.path().pathParameters().get("tag");
    send(request, response, statistics.visits(owners, element("tag", () -> new Tag(text)), LATEST));
  }

  private void all(ServerRequest request, ServerResponse response) {
    Owners owners = ShlinkApi.owners(callers.signedIn(request));
    send(request, response, statistics.visits(owners, null, LATEST));
  }

  private void orphans(ServerRequest request, ServerResponse response) {
    var unused = callers.signedIn(request);
    send(request, response, List.of());
  }

  private void send(ServerRequest request, ServerResponse response, List<LinkVisit> visits) {
    ShlinkQuery query = new ShlinkQuery(request);
    ShlinkJson json = new ShlinkJson(linkApi.json());
    Instant from = query.date("startDate", false);
    Instant to = query.date("endDate", true);
    boolean noBots = query.flag("excludeBots");
    List<Map<String, Object>> data =
        visits.stream()
            .filter(v -> from == null || !v.visit().at().isBefore(from))
            .filter(v -> to == null || !v.visit().at().isAfter(to))
            .filter(v -> !noBots || !ShlinkJson.isBot(v.visit()))
            .map(v -> json.write(v.code(), v.visit()))
            .toList();
    Json.send(
        response,
        Status.OK_200,
        Map.of("visits", ShlinkJson.page(data, query.page(), query.size(LATEST))));
  }

  private void overview(ServerRequest request, ServerResponse response) {
    Owners owners = ShlinkApi.owners(callers.signedIn(request));
    Map<String, Object> visits = new LinkedHashMap<>();
    visits.put("nonOrphanVisits", ShlinkJson.summary(statistics.count(owners, null)));
    visits.put("orphanVisits", ShlinkJson.summary(VisitCount.NONE));
    Json.send(response, Status.OK_200, Map.of("visits", visits));
  }
}
