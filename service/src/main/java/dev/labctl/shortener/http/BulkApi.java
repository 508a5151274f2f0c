package dev.labctl.shortener.http;

import dev.labctl.shortener.csv.Import;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.http.BulkBody.Item;
import dev.labctl.shortener.link.BulkLinks;
import dev.labctl.shortener.link.BulkLinks.Result;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.NewLink;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.user.Caller;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Many links at once: {@code POST /api/links/bulk} and {@code POST /api/links/import}.
 *
 * @param json a new link as its maker is told of it
 * @param onAlias is told of each new link that has an alias
 */
public record BulkApi(
    BulkLinks links,
    ServiceMetrics metrics,
    Function<Link, Map<String, Object>> json,
    Consumer<Link> onAlias,
    Callers callers)
    implements HttpService {
  private static final Predicate<String> CSV = Set.of("text/csv", "application/csv")::contains;

  @Override
  public void routing(HttpRules rules) {
    rules.post("/api/links/bulk", this::bulk).post("/api/links/import", this::importCsv);
  }

  private void bulk(ServerRequest request, ServerResponse response) {
    Caller caller = callers.writer(request);
    List<Item> items = BulkBody.read(request);
    List<NewLink> wanted =
        items.stream().flatMap(i -> i instanceof Item.Good g ? Stream.of(g.link()) : null).toList();
    var made = create(wanted, caller).iterator();
    List<Map<String, Object>> results = new ArrayList<>();
    for (Item item : items) {
      Result result =
          switch (item) {
            case Item.Good good -> made.next();
            case Item.Bad(String reason) -> new Result.Refused(reason);
          };
      results.add(
          switch (result) {
            case Result.Made(Link link) -> json.apply(link);
            case Result.Refused(String why) -> Map.of("error", why);
          });
    }
    long failed = results.stream().filter(result -> result.containsKey("error")).count();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("created", results.size() - failed);
    body.put("failed", failed);
    body.put("results", results);
    Json.send(response, Status.OK_200, body);
  }

  private List<Result> create(List<NewLink> wanted, Caller caller) {
    List<Result> results = links.create(wanted, caller);
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) instanceof Result.Made(Link link)) {
        metrics.created();
        if (wanted.get(i).alias() != null) {
          onAlias.accept(link);
        }
      }
    }
    return results;
  }

  private void importCsv(ServerRequest request, ServerResponse response) {
    Caller caller = callers.writer(request);
    send(
        request,
        response,
        new Import<>(
            Set.of("target"),
            LinkJson.COLUMNS,
            LinkJson::imported,
            wanted ->
                create(wanted, caller).stream()
                    .map(
                        result ->
                            switch (result) {
                              case Result.Made made -> Optional.<String>empty();
                              case Result.Refused(String why) -> Optional.of(why);
                            })
                    .toList()));
  }

  /** Runs an import over a request's body and answers with what became of it. */
  static void send(ServerRequest request, ServerResponse response, Import<?> run) {
    if (!request.content().hasEntity()) {
      throw new InvalidInput("the body is empty; send CSV with a header line");
    }
    JsonBody.requireType(request, CSV, "text/csv");
    OpenConnection connection = OpenConnection.current();
    try (InputStream body = BodyStream.large(request, Long.MAX_VALUE)) {
      Import.Result result = run.run(body, connection::release);
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("created", result.created());
      members.put("failed", result.failed());
      members.put("errors", result.refusals());
      if (result.stopped() == null) {
        Json.send(response, Status.OK_200, members);
      } else {
        new Problem(Status.SERVICE_UNAVAILABLE_503, result.stopped(), members)
            .send(request, response);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
