package dev.labctl.shortener.http;

import dev.labctl.shortener.auth.SignIns;
import dev.labctl.shortener.auth.Tokens.Token;
import dev.labctl.shortener.failure.ShortenerException.NotSignedIn;
import dev.labctl.shortener.limit.RateLimiter;
import dev.labctl.shortener.limit.RateLimiter.Decision;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.user.Password;
import dev.labctl.shortener.user.UserName;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Signing in: {@code POST /api/tokens} gives an access token for a name and a password.
 *
 * @param failures limits failed attempts for one name from one address
 */
public record TokenApi(
    SignIns signIns, RateLimiter failures, ClientAddress clients, ServiceMetrics metrics)
    implements HttpService {
  static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
  private static final String EXAMPLE = "{\"name\": \"…\", \"password\": \"…\"}";

  @Override
  public void routing(HttpRules rules) {
    rules.post("/api/tokens", this::signIn);
  }

  private void signIn(ServerRequest request, ServerResponse response) {
    JsonBody body = JsonBody.read(request, EXAMPLE, Set.of("name", "password"));
    String name = body.need("name", EXAMPLE);
    Password password = new Password(body.need("password", EXAMPLE));
    String key = attempt(name) + "@" + RateAnswers.key(clients.of(request));
    Decision decision = failures.take(key);
    if (!decision.allowed()) {
      RateAnswers.refuse(failures, decision, request, response);
      return;
    }
    boolean refused = false;
    try {
      Token token = signIns.signIn(name, password);
      metrics.signIn(true);
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("token", token.value());
      answer.put("type", "Bearer");
      answer.put("expiresAt", token.expiresAt().toString());
      response.header(NO_STORE);
      Json.send(response, Status.OK_200, answer);
    } catch (NotSignedIn e) {
      refused = true;
      metrics.signIn(false);
      throw e;
    } finally {
      if (!refused) {
        failures.refund(key);
      }
    }
  }

  /** The name, if it can be one: others share a bucket, however long they are. */
  private static String attempt(String name) {
    return UserName.parse(name).map(UserName::value).orElse("");
  }
}
