package dev.labctl.shortener.http;

import dev.labctl.shortener.config.AdminSettings;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Guards the admin port. What changes or reveals something needs the token. A name that is not ours
 * in {@code Host} means that a browser was led here by somebody else's name server; only health,
 * which tells nothing, is told to everybody.
 */
final class AdminFilter implements Filter {
  private static final String HEALTH = "/health/";
  private static final String GUARDED = "/admin/";
  private static final String BEARER = "Bearer ";
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+]");

  private final Optional<byte[]> token;
  private final Set<String> names = new HashSet<>(Set.of("localhost"));

  AdminFilter(AdminSettings settings) {
    this.token = settings.token();
    settings.ownNames().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    OpenConnection connection = OpenConnection.current();
    connection.works();
    SecurityHeaders.add(response);
    response.beforeSend(() -> connection.answers(0)).whenSent(connection::idle);
    String path = request.prologue().uriPath().path();
    if (!path.startsWith(HEALTH) && !isOurs(request.headers().first(HeaderNames.HOST).orElse(""))) {
      new Problem(
              Status.FORBIDDEN_403, "Ask the admin port by its address or by a name of its own.")
          .send(request, response);
    } else if (!path.startsWith(GUARDED)) {
      chain.proceed();
    } else if (token.isEmpty()) {
      new Problem(Status.FORBIDDEN_403, "This needs a token, and admin.tokenFile is not set.")
          .send(request, response);
    } else if (!isToken(token.get(), request)) {
      new Problem(
              Status.UNAUTHORIZED_401, "Send the admin port's token as 'Authorization: Bearer'.")
          .send(request, response);
    } else {
      chain.proceed();
    }
  }

  private boolean isOurs(String host) {
    String name = host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]{1,5}$", "");
    return names.contains(name) || ADDRESS.matcher(name).matches();
  }

  private static boolean isToken(byte[] token, RoutingRequest request) {
    String sent = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    return sent.startsWith(BEARER)
        && MessageDigest.isEqual(
            token, sent.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
  }
}
