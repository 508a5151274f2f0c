package dev.labctl.shortener.http;

import dev.labctl.shortener.failure.ShortenerException;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.NotAllowed;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.failure.ShortenerException.NotSignedIn;
import dev.labctl.shortener.failure.ShortenerException.Taken;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Errors in the form that Shlink's clients know: its types and titles, and members of its own. */
final class ShlinkErrors {
  private static final String TYPES = "https://shlink.io/api/error/";
  private static final Pattern ELEMENT = Pattern.compile("([A-Za-z]+): .*", Pattern.DOTALL);

  private ShlinkErrors() {}

  /** The same handler, whose errors are Shlink's; those that Shlink has no type for stay ours. */
  static Handler translated(Handler handler) {
    return (request, response) -> {
      try {
        handler.handle(request, response);
      } catch (NotFound | NotAllowed | NotSignedIn | InvalidInput | Taken e) {
        problem(request, e).send(request, response);
      }
    };
  }

  private static Problem problem(ServerRequest request, ShortenerException e) {
    String detail = String.valueOf(e.getMessage());
    return switch (e) {
      case NotFound missing -> missing(request);
      case NotAllowed foreign -> missing(request); // what is another's is not there
      case NotSignedIn stranger ->
          request.headers().contains(Callers.X_API_KEY)
              ? of(
                  Status.UNAUTHORIZED_401,
                  "invalid-api-key",
                  "Invalid API key",
                  "Provided API key does not exist or is invalid.",
                  Map.of())
              : of(
                  Status.UNAUTHORIZED_401,
                  "missing-authentication",
                  "Invalid authorization",
                  "Expected one of the following authentication headers, [\"X-Api-Key\"], but none"
                      + " were provided",
                  Map.of("expectedTypes", List.of("X-Api-Key")));
      case Taken taken ->
          of(
              Status.BAD_REQUEST_400,
              "non-unique-slug",
              "Invalid custom slug",
              detail,
              Map.of("customSlug", quoted(detail)));
      default -> invalid(detail);
    };
  }

  private static Problem invalid(String detail) {
    Matcher element = ELEMENT.matcher(detail);
    List<String> elements = element.matches() ? List.of(element.group(1)) : List.of();
    return of(
        Status.BAD_REQUEST_400,
        "invalid-data",
        "Invalid data",
        detail,
        Map.of("invalidElements", elements));
  }

  private static Problem missing(ServerRequest request) {
    String code = request.path().pathParameters().first("code").orElse("");
    return of(
        Status.NOT_FOUND_404,
        "short-url-not-found",
        "Short URL not found",
        "No URL found with short code \"" + code + "\"",
        Map.of("shortCode", code));
  }

  private static String quoted(String text) {
    Matcher quote = Pattern.compile(".*?'([^']*)'.*", Pattern.DOTALL).matcher(text);
    return quote.matches() ? quote.group(1) : "";
  }

  static Problem of(Status status, String type, String title, String detail, Map<String, ?> more) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", TYPES + type);
    members.put("title", title);
    members.putAll(more);
    return new Problem(status, detail, members);
  }

  /** A member's value; if it is invalid, the error begins with the member's name. */
  static <T> T element(String name, Supplier<T> value) {
    try {
      return value.get();
    } catch (InvalidInput e) {
      throw new InvalidInput(name + ": " + e.getMessage());
    }
  }
}
