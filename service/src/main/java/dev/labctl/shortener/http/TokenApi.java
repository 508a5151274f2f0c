package dev.labctl.shortener.http;

import dev.labctl.shortener.auth.Attempts;
import dev.labctl.shortener.auth.SignIns;
import dev.labctl.shortener.auth.Tokens.Token;
import dev.labctl.shortener.failure.ShortenerException.NotSignedIn;
import dev.labctl.shortener.limit.RateLimiter.Decision;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.user.Password;
import dev.labctl.shortener.user.UserName;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Signing in: {@code POST /api/tokens} gives an access token for a name and a password.
 *
 * @param attempts limits wrong passwords
 */
public record TokenApi(
    SignIns signIns, Attempts attempts, ClientAddress clients, ServiceMetrics metrics)
    implements HttpService {
  private static final String EXAMPLE = "{\"name\": \"…\", \"password\": \"…\"}";

  @Override
  public void routing(HttpRules rules) {
    rules.post("/api/tokens", this::signIn);
  }

  private void signIn(ServerRequest request, ServerResponse response) {
    JsonBody body = JsonBody.read(request, EXAMPLE, Set.of("name", "password"));
    String name = body.need("name", EXAMPLE);
    Password password = new Password(body.need("password", EXAMPLE));
    String attempted = attempt(name);
    String address = RateAnswers.key(clients.of(request));
    Duration wait = attempts.take(attempted, address);
    if (!wait.isZero()) {
      RateAnswers.refuse(
          "sign-ins", attempts.quota(), new Decision(false, 0, wait, wait), request, response);
      return;
    }
    try {
      Token token = signIns.signIn(name, password);
      attempts.right(attempted, address);
      metrics.signIn(true);
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("token", token.value());
      answer.put("type", "Bearer");
      answer.put("expiresAt", token.expiresAt().toString());
      Json.send(response, Status.OK_200, answer);
    } catch (NotSignedIn e) {
      metrics.signIn(false);
      throw e;
    }
  }

  /** The name, if it can be one: others share a bucket, however long they are. */
  private static String attempt(String name) {
    return UserName.parse(name).map(UserName::value).orElse("");
  }
}
