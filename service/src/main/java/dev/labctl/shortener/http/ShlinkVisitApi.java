package dev.labctl.shortener.http;

import static dev.labctl.shortener.http.ShlinkErrors.element;
import static dev.labctl.shortener.http.ShlinkErrors.translated;

import dev.labctl.shortener.click.ClickStatistics;
import dev.labctl.shortener.click.ClickStatistics.LinkVisit;
import dev.labctl.shortener.click.OrphanStore;
import dev.labctl.shortener.click.OrphanVisit;
import dev.labctl.shortener.click.Visit;
import dev.labctl.shortener.click.VisitCount;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.LinkIndex;
import dev.labctl.shortener.link.LinkQuery.Owners;
import dev.labctl.shortener.link.Tag;
import dev.labctl.shortener.user.Caller;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Visits as Shlink's REST API v3 has them. Totals are exact; single visits are the latest that are
 * kept (see {@link ClickStatistics#visits}), with the program's family as user agent. Visits that
 * met no link are nobody's, and an admin's to see.
 */
public record ShlinkVisitApi(
    LinkApi linkApi,
    ClickStatistics statistics,
    LinkIndex index,
    OrphanStore orphanStore,
    Callers callers)
    implements HttpService {
  private static final int LATEST = 1000;

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/rest/v3/short-urls/{code}/visits", translated(this::ofLink))
        .delete("/rest/v3/short-urls/{code}/visits", translated(this::forget))
        .get("/rest/v3/tags/{tag}/visits", translated(this::ofTag))
        .get("/rest/v3/visits", translated(this::overview))
        .get("/rest/v3/visits/non-orphan", translated(this::all))
        .get("/rest/v3/visits/orphan", translated(this::orphans))
        .delete("/rest/v3/visits/orphan", translated(this::forgetOrphans));
  }

  private void ofLink(ServerRequest request, ServerResponse response) {
    Code code = Json.code(request);
    var unused = callers.signedIn(request);
    var unusedToo = linkApi.visible(request, code);
    visited(
        request,
        response,
        statistics.visits(code).stream().map(visit -> new LinkVisit(code, visit)).toList());
  }

  private void ofTag(ServerRequest request, ServerResponse response) {
    Owners owners = ShlinkApi.owners(callers.signedIn(request));
    String text = request.path().pathParameters().get("tag");
    visited(
        request, response, statistics.visits(owners, element("tag", () -> new Tag(text)), LATEST));
  }

  private void all(ServerRequest request, ServerResponse response) {
    Owners owners = ShlinkApi.owners(callers.signedIn(request));
    visited(request, response, statistics.visits(owners, null, LATEST));
  }

  private void orphans(ServerRequest request, ServerResponse response) {
    Predicate<Visit> wanted = new ShlinkQuery(request).visits();
    String type = Json.query(request, "type").orElse(null);
    boolean seesAll = callers.signedIn(request).isAdmin();
    ShlinkJson json = new ShlinkJson(linkApi.json());
    List<OrphanVisit> orphans = seesAll ? orphanStore.latest(LATEST) : List.of();
    send(
        request,
        response,
        orphans.stream()
            .filter(orphan -> type == null || orphan.type().label().equals(type))
            .filter(orphan -> wanted.test(orphan.visit()))
            .map(json::write)
            .toList());
  }

  private void forget(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.signedIn(request);
    OptionalLong deleted = index.deleteVisits(Json.code(request), caller);
    forgotten(response, deleted.orElseThrow(() -> new NotFound("There is no such link or page.")));
  }

  private void forgetOrphans(ServerRequest request, ServerResponse response) {
    forgotten(response, callers.signedIn(request).isAdmin() ? orphanStore.clear() : 0);
  }

  private static void forgotten(ServerResponse response, long visits) {
    Json.send(response, Status.OK_200, Map.of("deletedVisits", visits));
  }

  private void visited(ServerRequest request, ServerResponse response, List<LinkVisit> visits) {
    Predicate<Visit> wanted = new ShlinkQuery(request).visits();
    ShlinkJson json = new ShlinkJson(linkApi.json());
    send(
        request,
        response,
        visits.stream()
            .filter(v -> wanted.test(v.visit()))
            .map(v -> json.write(v.code(), v.visit()))
            .toList());
  }

  private static void send(
      ServerRequest request, ServerResponse response, List<Map<String, Object>> data) {
    ShlinkQuery query = new ShlinkQuery(request);
    Json.send(
        response,
        Status.OK_200,
        Map.of("visits", ShlinkJson.page(data, query.page(), query.size(LATEST))));
  }

  private void overview(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.signedIn(request);
    Owners owners = ShlinkApi.owners(caller);
    Map<String, Object> visits = new LinkedHashMap<>();
    visits.put("nonOrphanVisits", ShlinkJson.summary(statistics.count(owners, null)));
    visits.put(
        "orphanVisits",
        ShlinkJson.summary(caller.isAdmin() ? orphanStore.count() : VisitCount.NONE));
    Json.send(response, Status.OK_200, Map.of("visits", visits));
  }
}
