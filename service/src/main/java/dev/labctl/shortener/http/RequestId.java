package dev.labctl.shortener.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a request is called in logs here, before us and behind us. */
final class RequestId {
  private static final HeaderName NAME = HeaderNames.create("X-Request-Id");
  private static final int MAX_LENGTH = 64;

  private RequestId() {}

  /** The header to answer with: the client's own if it is fit for a log, else a new one. */
  static Header of(ServerRequest request) {
    String given = given(request);
    return HeaderValues.create(
        NAME,
        given == null ? HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) : given);
  }

  /** The name that a request came with, or null if it has none that is fit for a log. */
  static @Nullable String given(ServerRequest request) {
    if (!request.headers().contains(NAME)) {
      return null;
    }
    String given = request.headers().get(NAME).get();
    return isValid(given) ? given : null;
  }

  static boolean isValid(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }
}
