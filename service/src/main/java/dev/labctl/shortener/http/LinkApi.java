package dev.labctl.shortener.http;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.IdempotencyKey;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.Links;
import dev.labctl.shortener.link.Target;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.redirect.Resolver;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /api/links} and {@code DELETE /api/links/{code}}. */
record LinkApi(Links links, Resolver resolver, ServiceMetrics metrics, URI publicUrl)
    implements HttpService {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");

  @Override
  public void routing(HttpRules rules) {
    rules.post("/api/links", this::create).delete("/api/links/{code}", this::delete);
  }

  private void create(ServerRequest request, ServerResponse response) {
    Optional<IdempotencyKey> key =
        request.headers().first(IDEMPOTENCY_KEY).map(IdempotencyKey::new);
    Links.Creation creation = links.create(target(request), key.orElse(null));
    Link link = creation.link();
    if (creation.fresh()) {
      metrics.created();
    }
    resolver.created(link.code(), link.target());
    String shortUrl = publicUrl + "/" + link.code().value();
    Map<String, String> body = new LinkedHashMap<>();
    body.put("code", link.code().value());
    body.put("shortUrl", shortUrl);
    body.put("target", link.target().value());
    body.put("createdAt", link.createdAt().toString());
    response
        .status(creation.fresh() ? Status.CREATED_201 : Status.OK_200)
        .header(HeaderNames.LOCATION, shortUrl)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .send(JSON.writeValueAsBytes(body));
  }

  private static Target target(ServerRequest request) {
    if (!request.content().hasEntity()) {
      throw new InvalidInput("the body is empty; send {\"target\": \"https://…\"}");
    }
    try {
      JsonNode target = JSON.readTree(request.content().as(byte[].class)).path("target");
      if (!target.isString()) {
        throw new InvalidInput("the body has no string 'target'; send {\"target\": \"https://…\"}");
      }
      return new Target(target.stringValue());
    } catch (JacksonException e) {
      throw new InvalidInput("the body is not JSON: " + e.getOriginalMessage());
    }
  }

  private void delete(ServerRequest request, ServerResponse response) {
    Optional<Code> code = Code.parse(request.path().pathParameters().get("code"));
    boolean existed = code.isPresent() && links.delete(code.get());
    code.ifPresent(resolver::deleted);
    if (existed) {
      response.status(Status.NO_CONTENT_204).send();
    } else {
      Problem.notFound().send(response);
    }
  }
}
