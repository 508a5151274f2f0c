package dev.labctl.shortener.http;

import dev.labctl.shortener.click.ClickStatistics;
import dev.labctl.shortener.click.VisitCount;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Cursor;
import dev.labctl.shortener.link.IdempotencyKey;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.LinkCatalogue;
import dev.labctl.shortener.link.LinkQuery;
import dev.labctl.shortener.link.LinkQuery.Owners;
import dev.labctl.shortener.link.Links;
import dev.labctl.shortener.link.NewLink;
import dev.labctl.shortener.link.Tag;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.redirect.Resolver;
import dev.labctl.shortener.user.Caller;
import io.helidon.http.HeaderName;
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
import org.jspecify.annotations.Nullable;

/** Links one by one, and lists of them, under {@code /api/links}. */
public record LinkApi(
    Links links,
    LinkCatalogue catalogue,
    ClickStatistics statistics,
    Resolver resolver,
    ServiceMetrics metrics,
    LinkJson json,
    Callers callers,
    KeyOwners keyOwners)
    implements HttpService {
  private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/api/links", this::create)
        .get("/api/links", this::list)
        .get("/api/links/{code}", this::get)
        .patch("/api/links/{code}", this::update)
        .delete("/api/links/{code}", this::delete);
  }

  private void create(ServerRequest request, ServerResponse response) {
    Caller caller = callers.writer(request);
    NewLink wanted = LinkJson.created(JsonBody.read(request, LinkJson.EXAMPLE, LinkJson.MEMBERS));
    Optional<IdempotencyKey> key =
        request
            .headers()
            .first(IDEMPOTENCY_KEY)
            .map(
                value ->
                    new IdempotencyKey(value, keyOwners.of(caller, request), wanted.fingerprint()));
    Links.Creation creation = links.create(wanted, key.orElse(null), caller);
    Link link = creation.link();
    if (creation.fresh()) { // else it may have been edited since
      metrics.created();
      if (wanted.alias() == null) {
        resolver.created(link);
      } else {
        resolver.changed(link); // another link may have had the alias until a moment ago
      }
    }
    response.header(HeaderNames.LOCATION, json.shortUrl(link.code()));
    Json.send(response, creation.fresh() ? Status.CREATED_201 : Status.OK_200, made(link));
  }

  /** A new link, with what its anonymous maker changes it by. */
  public Map<String, Object> made(Link link) {
    Map<String, Object> body = json.write(link);
    String secret = callers.editSecret(link);
    if (secret != null) {
      body.put("editSecret", secret);
    }
    return body;
  }

  private void list(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.signedIn(request);
    list(request, response, caller.isAdmin() ? new Owners.All() : new Owners.User(caller.id()));
  }

  /** Answers with a page of somebody's links. */
  void list(ServerRequest request, ServerResponse response, Owners owners) {
    LinkQuery query =
        new LinkQuery(
            owners,
            Json.limit(request),
            Json.query(request, "cursor").map(Cursor::parse).orElse(null),
            Json.query(request, "tag").map(Tag::new).orElse(null),
            Json.query(request, "target").orElse(null));
    List<Link> page = catalogue.list(query);
    Map<String, Object> body = new LinkedHashMap<>();
    Map<Code, VisitCount> counts = counts(request, page);
    body.put("links", page.stream().map(link -> listed(link, counts)).toList());
    if (page.size() == query.limit()) {
      Link last = page.getLast();
      body.put("next", new Cursor(last.createdAt(), last.code()).toString());
    }
    Json.send(response, Status.OK_200, body);
  }

  /** The links' clicks, if they are asked for: that is one more statement. */
  private @Nullable Map<Code, VisitCount> counts(ServerRequest request, List<Link> page) {
    String wanted = Json.query(request, "clicks").orElse("false");
    return switch (wanted) {
      case "false" -> null;
      case "true" ->
          page.isEmpty() ? Map.of() : statistics.counts(page.stream().map(Link::code).toList());
      default ->
          throw new InvalidInput("clicks is '%.20s', must be true or false".formatted(wanted));
    };
  }

  private Map<String, Object> listed(Link link, @Nullable Map<Code, VisitCount> counts) {
    Map<String, Object> body = json.write(link);
    if (counts != null) {
      VisitCount count = counts.getOrDefault(link.code(), VisitCount.NONE);
      body.put("clicks", count.total());
      body.put("bots", count.bots());
    }
    return body;
  }

  private void get(ServerRequest request, ServerResponse response) {
    Json.send(response, Status.OK_200, json.write(visible(request, Json.code(request))));
  }

  /** The link, if the caller may see it: its owner, an admin, or who holds its edit secret. */
  Link visible(ServerRequest request, Code code) {
    Caller caller = callers.allowed(request);
    return catalogue
        .find(code)
        .filter(
            link ->
                caller.isAdmin()
                    || (link.owner() != null && link.owner().equals(caller.userId()))
                    || callers.holder(request, caller, () -> Optional.of(link))
                        instanceof Caller.Holder)
        .orElseThrow(() -> new NotFound("There is no such link or page."));
  }

  private void update(ServerRequest request, ServerResponse response) {
    Caller caller = changer(request);
    Link link =
        links.update(
            Json.code(request),
            LinkJson.changed(JsonBody.read(request, "{\"active\": false}", LinkJson.CHANGEABLE)),
            caller);
    resolver.changed(link);
    Json.send(response, Status.OK_200, json.write(link));
  }

  private Caller changer(ServerRequest request) {
    Caller caller = callers.writer(request);
    return callers.holder(request, caller, () -> catalogue.find(Json.code(request)));
  }

  private void delete(ServerRequest request, ServerResponse response) {
    Caller caller = changer(request);
    Code code = Json.code(request);
    links.delete(code, caller);
    resolver.deleted(code);
    response.status(Status.NO_CONTENT_204).send();
  }
}
