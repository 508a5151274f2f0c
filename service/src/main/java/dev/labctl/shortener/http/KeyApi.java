package dev.labctl.shortener.http;

import dev.labctl.shortener.auth.ApiKeys;
import dev.labctl.shortener.auth.KeyInfo;
import dev.labctl.shortener.failure.ShortenerException.NotAllowed;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.user.Caller;
import dev.labctl.shortener.user.Password;
import dev.labctl.shortener.user.Scope;
import dev.labctl.shortener.user.Users;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** API keys under {@code /api/keys}: one's own, and anybody's for admins. */
public record KeyApi(ApiKeys keys, Users users, Callers callers) implements HttpService {
  private static final String EXAMPLE = "{\"name\": \"backup\", \"password\": \"…\"}";
  private static final Set<Scope> USUAL = Set.of(Scope.CREATE, Scope.READ);
  private static final Set<String> MEMBERS =
      Set.of("name", "password", "scopes", "expiresAt", "user");

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/api/keys", this::create)
        .get("/api/keys", this::list)
        .delete("/api/keys/{id}", this::revoke);
  }

  private void create(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.account(request);
    if (caller.byKey()) {
      throw new NotAllowed("a key makes no keys; sign in at /api/tokens");
    }
    JsonBody body = JsonBody.read(request, EXAMPLE, MEMBERS);
    long user = user(caller, body.integer("user"));
    String name = body.need("name", EXAMPLE);
    List<String> scopes = body.texts("scopes");
    Set<Scope> wanted = scopes == null ? USUAL : Scope.parse(scopes);
    Instant expiresAt = body.instant("expiresAt");
    // A stolen token must not be worth more than its quarter of an hour.
    users.requirePassword(caller.id(), new Password(body.need("password", EXAMPLE)), "password");
    ApiKeys.Created created = keys.create(user, name, wanted, expiresAt, caller);
    Map<String, Object> answer = write(created.info());
    answer.put("key", created.key().value());
    Json.send(response, Status.CREATED_201, answer);
  }

  private void list(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.signedIn(request);
    Long wanted = Json.query(request, "user").map(text -> Json.number("user", text)).orElse(null);
    Json.send(
        response,
        Status.OK_200,
        Map.of("keys", keys.list(user(caller, wanted)).stream().map(KeyApi::write).toList()));
  }

  private void revoke(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.account(request);
    long id =
        Json.id(request.path().pathParameters().get("id"))
            .orElseThrow(() -> new NotFound("There is no such key."));
    keys.revoke(id, caller);
    response.status(Status.NO_CONTENT_204).send();
  }

  private static long user(Caller.SignedIn caller, @Nullable Long wanted) {
    if (wanted == null || wanted == caller.id()) {
      return caller.id();
    }
    if (!caller.isAdmin()) {
      throw new NotAllowed("the keys are another user's");
    }
    return wanted;
  }

  private static Map<String, Object> write(KeyInfo info) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", info.id());
    body.put("user", info.user());
    body.put("name", info.name());
    body.put("scopes", info.scopes().stream().sorted().map(Scope::label).toList());
    body.put("createdAt", info.createdAt().toString());
    Instant expiresAt = info.expiresAt();
    if (expiresAt != null) {
      body.put("expiresAt", expiresAt.toString());
    }
    return body;
  }
}
