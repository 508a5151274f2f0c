package dev.labctl.platform.member;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** HTTP to members, with limits short enough for one that is frozen. */
public final class Web implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofMillis(400);
  private static final Duration ANSWER = Duration.ofMillis(900);

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1).build();

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

  /** The answer to a GET, empty when there is none in time. */
  public Optional<Answer> get(URI uri) {
    return send(HttpRequest.newBuilder(uri).timeout(ANSWER).GET().build());
  }

  /** The answer to a POST of JSON, empty when there is none in time. */
  public Optional<Answer> post(URI uri, String json) {
    return send(
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  /** The same, for who has a token. */
  public Optional<Answer> post(URI uri, String json, String token) {
    return send(
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER)
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
    return send(
        HttpRequest.newBuilder(uri)
            .timeout(limit)
            .header("Content-Type", "application/json")
            .header("Authorization", "Basic " + token)
            .method(method, BodyPublishers.ofString(json))
            .build());
  }

  private Optional<Answer> send(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return Optional.of(new Answer(response.statusCode(), response.body()));
    } catch (IOException noAnswer) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
