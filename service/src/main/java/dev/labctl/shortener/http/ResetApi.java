package dev.labctl.shortener.http;

import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.user.Caller;
import dev.labctl.shortener.user.Password;
import dev.labctl.shortener.user.ResetCode;
import dev.labctl.shortener.user.Resets;
import dev.labctl.shortener.user.UserName;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import java.util.Set;

/** Forgotten passwords: an admin makes a code, whoever has it sets a new password, once. */
public record ResetApi(Resets resets, Callers callers) implements HttpService {
  private static final String EXAMPLE =
      "{\"name\": \"alice\", \"code\": \"…\", \"password\": \"…\"}";
  private static final Set<String> MEMBERS = Set.of("name", "code", "password", "endKeys");

  @Override
  public void routing(HttpRules rules) {
    rules.post("/api/users/{id}/reset", this::begin).post("/api/passwords", this::finish);
  }

  private void begin(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.admin(request);
    long user =
        Json.id(request.path().pathParameters().get("id"))
            .orElseThrow(() -> new NotFound("There is no such user."));
    Resets.Created made = resets.begin(user, caller);
    Json.send(
        response,
        Status.CREATED_201,
        Map.of("code", made.code().value(), "expiresAt", made.expiresAt().toString()));
  }

  private void finish(ServerRequest request, ServerResponse response) {
    JsonBody body = JsonBody.read(request, EXAMPLE, MEMBERS);
    Boolean endKeys = body.bool("endKeys");
    resets.finish(
        new UserName(body.need("name", EXAMPLE)),
        new ResetCode(body.need("code", EXAMPLE)),
        Password.chosen(body.need("password", EXAMPLE)),
        endKeys != null && endKeys);
    response.status(Status.NO_CONTENT_204).send();
  }
}
