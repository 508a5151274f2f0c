package dev.labctl.component;

import dev.labctl.http.WebClient;
import dev.labctl.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * HTTP to members. Its limits end requests that were given up: {@link MemberProbe} decides how long
 * it waits for an answer.
 */
public final class Web implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(8);

  /** The limit for a caller that has other members to ask. */
  private static final Duration SOON = Duration.ofMillis(900);

  private final WebClient client = new WebClient(ANSWER);

  /** An answer. */
  public record Answer(int status, String body) {
    /** The body as JSON; an empty object when it is none. */
    public JsonNode json() {
      try {
        return Json.lines().readTree(body);
      } catch (JacksonException e) {
        return Json.lines().createObjectNode();
      }
    }
  }

  /** What came of a request. */
  public sealed interface Reply {
    /** It was answered. */
    record Answered(Answer answer) implements Reply {}

    /** Nothing came in time: the member is frozen, cut off or busy. */
    record Slow() implements Reply {}

    /** The connection was refused or broken off. */
    record None() implements Reply {}

    /** The answer, if there is one. */
    default Optional<Answer> found() {
      return this instanceof Answered(Answer answer) ? Optional.of(answer) : Optional.empty();
    }
  }

  /** What comes of a GET. */
  public Reply ask(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET().build());
  }

  /** The answer to a GET, empty when there is none within a second. */
  public Optional<Answer> get(URI uri) {
    return send(HttpRequest.newBuilder(uri).timeout(SOON).GET().build()).found();
  }

  /** What comes of a POST of JSON. */
  public Reply post(URI uri, String json) {
    return send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  /** What comes of a POST of JSON with a token. */
  public Reply post(URI uri, String json, String token) {
    return send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  /** The answer to a request with a password, within {@code limit}. */
  public Optional<Answer> authorised(
      String method, URI uri, String json, String user, String password, Duration limit) {
    String token =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    return send(HttpRequest.newBuilder(uri)
            .timeout(limit)
            .header("Content-Type", "application/json")
            .header("Authorization", "Basic " + token)
            .method(method, BodyPublishers.ofString(json))
            .build())
        .found();
  }

  private Reply send(HttpRequest request) {
    return switch (client.send(request)) {
      case WebClient.HttpReply.Response(int status, _, String body) ->
          new Reply.Answered(new Answer(status, body));
      case WebClient.HttpReply.NoResponse(_, boolean late) ->
          late ? new Reply.Slow() : new Reply.None();
    };
  }

  @Override
  public void close() {
    client.close();
  }
}
