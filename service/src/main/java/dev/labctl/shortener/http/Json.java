package dev.labctl.shortener.http;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.link.Code;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** What all of the interface's answers and questions share. */
final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

  private Json() {}

  static void send(ServerResponse response, Status status, Object body) {
    response
        .status(status)
        .header(SecurityHeaders.VARY)
        .header(HeaderNames.CONTENT_TYPE, "application/json");
    Answers.send(response, MAPPER.writeValueAsBytes(body));
  }

  static Optional<String> query(ServerRequest request, String name) {
    return request
        .query()
        .first(name)
        .asOptional()
        .filter(text -> !text.isEmpty())
        .map(text -> printable(name, text));
  }

  /** Nothing that anybody looks for has control characters, and Postgres takes no NUL at all. */
  static String printable(String name, String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidInput(name + " has a control character");
    }
    return text;
  }

  static int limit(ServerRequest request) {
    return query(request, "limit")
        .map(text -> (int) Math.clamp(number("limit", text), Integer.MIN_VALUE, Integer.MAX_VALUE))
        .orElse(50);
  }

  static long number(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new InvalidInput("%s is '%.20s', must be a whole number".formatted(name, text));
    }
  }

  /** The number of a thing in a path; what cannot be one is no such thing. */
  static Optional<Long> id(String text) {
    return ID.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  /** The code in the path; what cannot be a code is no link. */
  static Code code(ServerRequest request) {
    return Code.parse(request.path().pathParameters().get("code"))
        .orElseThrow(() -> new NotFound("There is no such link or page."));
  }
}
