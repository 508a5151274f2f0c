package dev.labctl.shortener.servers;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client that outwaits a busy machine, which hashes a password for seconds. */
public record Client(HttpClient http, int port, int adminPort, @Nullable String key) {
  /** What the admin port's token is in tests. */
  public static final String ADMIN_TOKEN = "an-admin-token-of-at-least-32-bytes";

  private static final Map<String, String> SECRETS = new ConcurrentHashMap<>();
  private static final Pattern SECRET =
      Pattern.compile("\"code\":\"([^\"]*)\"[^{}]*\"editSecret\":\"([^\"]*)\"");
  private static final Pattern LINK = Pattern.compile("/api/links/([^/?]+).*");
  private static final Pattern CODE = Pattern.compile("\"code\":\"([^\"]*)\"");

  public Client(int port, int adminPort) {
    this(HttpClient.newHttpClient(), port, adminPort, null);
  }

  /** The same, who sends an API key. */
  public Client as(String apiKey) {
    return new Client(http, port, adminPort, apiKey);
  }

  /** An answer and how long it took. */
  public record Answer(HttpResponse<String> response, Duration took) {
    public int status() {
      return response.statusCode();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    public String body() {
      return response.body();
    }

    /** The code in a create's answer. */
    public String code() {
      Matcher matcher = CODE.matcher(body());
      if (!matcher.find()) {
        throw new AssertionError("no code in " + status() + " " + body());
      }
      return matcher.group(1);
    }
  }

  /** Keeps the edit secrets of links that were made without signing in, for all clients. */
  public static void remember(String answer) {
    SECRET.matcher(answer).results().forEach(m -> SECRETS.put(m.group(1), m.group(2)));
  }

  /** What a path's link is changed with, if it was made without signing in. */
  public static String editSecret(String path) {
    Matcher link = LINK.matcher(path);
    return link.matches() ? SECRETS.getOrDefault(link.group(1), "none") : "none";
  }

  public Answer redirect(String code) {
    return send(to(port, "/" + code).GET());
  }

  public Answer create(String target) {
    return send(post("{\"target\":\"" + target + "\"}"));
  }

  public Answer create(String target, String key) {
    return send(post("{\"target\":\"" + target + "\"}").header("Idempotency-Key", key));
  }

  public Answer post(String path, String body) {
    return send(to(port, path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder post(String body) {
    return to(port, "/api/links").POST(HttpRequest.BodyPublishers.ofString(body));
  }

  public Answer delete(String code) {
    return send(to(port, "/api/links/" + code).DELETE());
  }

  public Answer get(String path) {
    return send(to(port, path).GET());
  }

  /** A request with a method, a body, and headers as name, value, name, value… */
  public Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        to(port, path).method(method, HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  public Answer admin(String path) {
    return send(to(adminPort, path).GET());
  }

  /** A request to the admin port with its token. */
  public Answer admin(String method, String path) {
    return send(
        to(adminPort, path)
            .header("Authorization", "Bearer " + ADMIN_TOKEN)
            .method(method, HttpRequest.BodyPublishers.noBody()));
  }

  public boolean ready() {
    return admin("/health/ready").status() == 200;
  }

  public void clearL1() {
    Answer answer = admin("POST", "/admin/cache/clear");
    assertThat(answer.status()).as(answer.body()).isEqualTo(204);
  }

  /** The SQL statements that a route has cost so far. */
  public double statements(String route) {
    Matcher value =
        Pattern.compile(
                "shortener_sql_statements_total\\{http_route=\"%s\"} ([0-9.]+)"
                    .formatted(Pattern.quote(route)))
            .matcher(admin("/metrics").body());
    return value.find() ? Double.parseDouble(value.group(1)) : 0;
  }

  /** Asserts what a route's last requests have cost. */
  public void awaitStatements(String route, double before, int expected) {
    // Counted once an answer has been sent, which its reader may know a moment earlier.
    await().untilAsserted(() -> assertThat(statements(route) - before).isEqualTo(expected));
  }

  private HttpRequest.Builder to(int port, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (key != null) {
      request.header("X-Api-Key", key);
    }
    return request
        .header("X-Edit-Secret", editSecret(path))
        .header("Content-Type", path.endsWith("/import") ? "text/csv" : "application/json")
        .timeout(Patience.LONG);
  }

  private Answer send(HttpRequest.Builder request) {
    long start = System.nanoTime();
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      remember(response.body());
      return new Answer(response, Duration.ofNanos(System.nanoTime() - start));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
