package dev.labctl.shortener.http;

import static dev.labctl.shortener.http.ShlinkErrors.translated;

import dev.labctl.shortener.click.ClickStatistics;
import dev.labctl.shortener.click.VisitCount;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.LinkIndex;
import dev.labctl.shortener.link.LinkQuery.Owners;
import dev.labctl.shortener.link.Links;
import dev.labctl.shortener.link.NewLink;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.redirect.Resolver;
import dev.labctl.shortener.user.Caller;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Short URLs as Shlink's REST API v3 has them, for those who bring a client of Shlink's; every
 * operation but the health check wants an API key.
 */
public record ShlinkApi(
    LinkApi linkApi,
    Links links,
    LinkIndex index,
    ClickStatistics statistics,
    Resolver resolver,
    ServiceMetrics metrics,
    BooleanSupplier ready,
    Callers callers)
    implements HttpService {
  /** The release whose interface this is; clients choose what they offer by it. */
  static final String SHLINK_VERSION = "4.6.0";

  private static final String URLS = "/rest/v3/short-urls";

  @Override
  public void routing(HttpRules rules) {
    rules
        .get(URLS, translated(this::list))
        .post(URLS, translated(this::create))
        .get(URLS + "/{code}", translated(this::get))
        .patch(URLS + "/{code}", translated(this::edit))
        .delete(URLS + "/{code}", translated(this::delete))
        .get("/rest/v3/health", this::health)
        .get("/rest/health", this::health)
        .get("/rest/v3/mercure-info", ShlinkApi::mercure);
  }

  private ShlinkJson json() {
    return new ShlinkJson(linkApi.json());
  }

  /** Whose links a caller works with. */
  static Owners owners(Caller.SignedIn caller) {
    return caller.isAdmin() ? new Owners.All() : new Owners.User(caller.id());
  }

  private void list(ServerRequest request, ServerResponse response) {
    Owners owners = owners(callers.signedIn(request));
    LinkIndex.Query query = new ShlinkQuery(request).links(owners);
    LinkIndex.Page page =
        isElsewhere(request) ? new LinkIndex.Page(List.of(), 0) : index.page(query);
    List<Code> codes = page.links().stream().map(Link::code).toList();
    Map<Code, VisitCount> counts = codes.isEmpty() ? Map.of() : statistics.counts(codes);
    List<Map<String, Object>> data =
        page.links().stream()
            .map(link -> json().write(link, counts.getOrDefault(link.code(), VisitCount.NONE)))
            .toList();
    Json.send(
        response,
        Status.OK_200,
        Map.of("shortUrls", ShlinkJson.page(data, query.page(), query.size(), page.total())));
  }

  private void create(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.signedIn(request);
    JsonBody body = JsonBody.lenient(request, ShlinkJson.EXAMPLE);
    NewLink wanted = json().created(body);
    if (Boolean.TRUE.equals(body.bool("findIfExists"))) {
      Optional<Link> twin = index.twin(new Owners.User(caller.id()), wanted);
      if (twin.isPresent()) {
        send(response, twin.get());
        return;
      }
    }
    Link link = links.create(wanted, null, caller).link();
    metrics.created();
    if (wanted.alias() == null) {
      resolver.created(link);
    } else {
      resolver.changed(link);
    }
    Json.send(response, Status.OK_200, json().write(link, VisitCount.NONE));
  }

  private void get(ServerRequest request, ServerResponse response) {
    var unused = callers.signedIn(request);
    send(response, linkApi.visible(request, code(request)));
  }

  private void send(ServerResponse response, Link link) {
    VisitCount count =
        statistics.counts(List.of(link.code())).getOrDefault(link.code(), VisitCount.NONE);
    Json.send(response, Status.OK_200, json().write(link, count));
  }

  private void edit(ServerRequest request, ServerResponse response) {
    Caller caller = callers.signedIn(request);
    Link link =
        links.update(
            code(request), json().changed(JsonBody.lenient(request, ShlinkJson.EXAMPLE)), caller);
    resolver.changed(link);
    send(response, link);
  }

  private void delete(ServerRequest request, ServerResponse response) {
    Caller caller = callers.signedIn(request);
    Code code = code(request);
    links.delete(code, caller);
    resolver.deleted(code);
    response.status(Status.NO_CONTENT_204).send();
  }

  private Code code(ServerRequest request) {
    if (isElsewhere(request)) {
      throw new NotFound("no such domain");
    }
    return Json.code(request);
  }

  /** True if the request is for another domain than the one that there is. */
  private boolean isElsewhere(ServerRequest request) {
    return Json.query(request, "domain").filter(domain -> !json().ours(domain)).isPresent();
  }

  private void health(ServerRequest request, ServerResponse response) {
    boolean up = ready.getAsBoolean();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", up ? "pass" : "fail");
    body.put("version", SHLINK_VERSION);
    body.put(
        "links",
        Map.of("about", "https://shlink.io", "project", "https://github.com/shlinkio/shlink"));
    response
        .status(up ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503)
        .header(HeaderNames.CONTENT_TYPE, "application/health+json")
        .send(new JsonMapper().writeValueAsBytes(body));
  }

  private static void mercure(ServerRequest request, ServerResponse response) {
    ShlinkErrors.of(
            Status.NOT_IMPLEMENTED_501,
            "mercure-not-configured",
            "Mercure integration not configured",
            "This Shlink instance is not integrated with a mercure hub.",
            Map.of())
        .send(request, response);
  }
}
