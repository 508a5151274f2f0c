package dev.labctl.shortener.http;

import static dev.labctl.shortener.http.ShlinkErrors.element;
import static dev.labctl.shortener.http.ShlinkErrors.translated;

import dev.labctl.shortener.click.ClickStatistics;
import dev.labctl.shortener.click.VisitCount;
import dev.labctl.shortener.link.LinkIndex;
import dev.labctl.shortener.link.LinkIndex.TagUse;
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
import java.util.Set;

/** Tags as Shlink's REST API v3 has them. */
public record ShlinkTagApi(LinkIndex index, ClickStatistics statistics, Callers callers)
    implements HttpService {
  private static final String TAGS = "/rest/v3/tags";
  private static final String EXAMPLE = "{\"oldName\": \"a\", \"newName\": \"b\"}";

  @Override
  public void routing(HttpRules rules) {
    rules
        .get(TAGS, translated(this::list))
        .put(TAGS, translated(this::rename))
        .delete(TAGS, translated(this::remove))
        .get(TAGS + "/stats", translated(this::stats));
  }

  private List<TagUse> uses(ServerRequest request, Owners owners) {
    String text = Json.query(request, "searchTerm").orElse("");
    return index.tags(owners).stream().filter(use -> use.tag().value().contains(text)).toList();
  }

  private void list(ServerRequest request, ServerResponse response) {
    Owners owners = ShlinkApi.owners(callers.signedIn(request));
    List<String> tags = uses(request, owners).stream().map(use -> use.tag().value()).toList();
    send(request, response, tags);
  }

  private void stats(ServerRequest request, ServerResponse response) {
    Owners owners = ShlinkApi.owners(callers.signedIn(request));
    Map<Tag, VisitCount> counts = statistics.countsByTag(owners);
    List<Map<String, Object>> stats =
        uses(request, owners).stream()
            .map(
                use -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  VisitCount count = counts.getOrDefault(use.tag(), VisitCount.NONE);
                  one.put("tag", use.tag().value());
                  one.put("shortUrlsCount", use.links());
                  one.put("visitsSummary", ShlinkJson.summary(count));
                  return one;
                })
            .toList();
    send(request, response, stats);
  }

  private static void send(ServerRequest request, ServerResponse response, List<?> all) {
    ShlinkQuery query = new ShlinkQuery(request);
    Map<String, Object> page =
        ShlinkJson.page(all, query.page(), query.size(LinkIndex.Query.MAX_SIZE));
    Json.send(response, Status.OK_200, Map.of("tags", page));
  }

  private void rename(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.signedIn(request);
    JsonBody body = JsonBody.lenient(request, EXAMPLE);
    String oldName = element("oldName", () -> body.need("oldName", EXAMPLE));
    String newName = element("newName", () -> body.need("newName", EXAMPLE));
    Tag from = element("oldName", () -> new Tag(oldName));
    Tag to = ShlinkJson.tag("newName", newName);
    switch (index.rename(from, to, caller)) {
      case DONE -> response.status(Status.NO_CONTENT_204).send();
      case MISSING ->
          ShlinkErrors.of(
                  Status.NOT_FOUND_404,
                  "tag-not-found",
                  "Tag not found",
                  "Tag with name \"%s\" could not be found".formatted(oldName),
                  Map.of("tag", oldName))
              .send(request, response);
      case CONFLICT ->
          ShlinkErrors.of(
                  Status.CONFLICT_409,
                  "tag-conflict",
                  "Tag conflict",
                  "You cannot rename tag %s to %s, because it already exists"
                      .formatted(oldName, to.value()),
                  Map.of("oldName", oldName, "newName", to.value()))
              .send(request, response);
    }
  }

  private void remove(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.signedIn(request);
    Set<Tag> tags = new ShlinkQuery(request).tags("tags");
    if (!tags.isEmpty()) {
      index.remove(tags, caller);
    }
    response.status(Status.NO_CONTENT_204).send();
  }
}
