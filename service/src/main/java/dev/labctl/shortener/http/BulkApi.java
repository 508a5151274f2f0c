package dev.labctl.shortener.http;

import dev.labctl.shortener.csv.Import;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
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
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Many links at once: {@code POST /api/links/bulk} and {@code POST /api/links/import}.
 *
 * @param onAlias is told of each new link that has an alias
 */
public record BulkApi(
    BulkLinks links, ServiceMetrics metrics, LinkJson json, Consumer<Link> onAlias, Callers callers)
    implements HttpService {
  private static final int MAX_LINKS = 1000;
  private static final int MAX_BYTES = 4 * 1024 * 1024;
  private static final String EXAMPLE = "{\"links\": [{\"target\": \"https://…\"}]}";

  @Override
  public void routing(HttpRules rules) {
    rules.post("/api/links/bulk", this::bulk).post("/api/links/import", this::importCsv);
  }

  private void bulk(ServerRequest request, ServerResponse response) {
    Caller caller = callers.writer(request);
    List<JsonBody> items =
        JsonBody.read(request, MAX_BYTES, EXAMPLE, Set.of("links"))
            .objects("links", LinkJson.MEMBERS);
    if (items.isEmpty() || items.size() > MAX_LINKS) {
      throw new InvalidInput("%d links, must be 1 to %d".formatted(items.size(), MAX_LINKS));
    }
    List<NewLink> wanted = new ArrayList<>();
    List<Optional<String>> invalid = new ArrayList<>();
    for (JsonBody item : items) {
      try {
        wanted.add(LinkJson.created(item));
        invalid.add(Optional.empty());
      } catch (InvalidInput e) {
        invalid.add(Optional.of(String.valueOf(e.getMessage())));
      }
    }
    var made = create(wanted, caller).iterator();
    List<Map<String, Object>> results = new ArrayList<>();
    for (Optional<String> reason : invalid) {
      results.add(
          switch (reason.<Result>map(Result.Refused::new).orElseGet(made::next)) {
            case Result.Made(Link link) -> json.write(link);
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
    try (Reader body = new InputStreamReader(BodyStream.of(request), StandardCharsets.UTF_8)) {
      Import.Result result = run.run(body);
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
