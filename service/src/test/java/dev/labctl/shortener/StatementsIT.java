package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many SQL statements each endpoint costs: a route without a row in the table fails, and so
 * does one whose number grows with its data. Long because the table has a row for each route.
 */
class StatementsIT {
  private static final String REQUESTS = "http_server_request_duration_seconds_count";
  private static final String SHLINK = "/rest/v3/short-urls";
  private static Lab lab;
  private static Client app;
  private static final AtomicInteger USERS = new AtomicInteger();
  private static String[] admin;

  @BeforeAll
  static void start() {
    lab = new Lab().start();
    app = lab.app("statements");
    await().until(() -> app.admin("/health/ready").body().matches(".*(true.*){3}"));
    Admins.create(lab.config("admin", app.port(), app.adminPort()), "root");
    admin = new String[] {"Authorization", "Bearer " + member(signIn(), "token")};
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  /**
   * @param least how many it costs
   * @param most how many it costs when the caller has not been looked up a moment ago
   * @param status what it answers, so that no error passes for thrift
   * @param request prepares what the request needs, on that much data, and gives the request
   */
  private record Row(int least, int most, int status, IntFunction<Supplier<Answer>> request) {
    Row(int statements, int status, IntFunction<Supplier<Answer>> request) {
      this(statements, statements, status, request);
    }
  }

  /** A request of somebody who is looked up, but not each time. */
  private static Row signedIn(int statements, int status, IntFunction<Supplier<Answer>> request) {
    return new Row(statements, statements + 1, status, request);
  }

  private static final Map<String, Row> TABLE =
      Map.ofEntries(
          entry("GET /{code}", new Row(1, 302, size -> uncached("GET"))),
          entry("HEAD /{code}", new Row(1, 302, size -> uncached("HEAD"))),
          entry(
              "POST /api/links", new Row(1, 201, size -> () -> app.post("/api/links", link(size)))),
          entry(
              "GET /api/links",
              signedIn(
                  1,
                  200,
                  size -> {
                    app.post("/api/links/bulk", bulk(size));
                    return () -> asAdmin("GET", "/api/links?tag=n1&limit=" + size, "");
                  })),
          entry("GET /api/links/{code}", made(1, 200, path -> app.get(path))),
          entry(
              "PATCH /api/links/{code}",
              made(2, 200, path -> app.send("PATCH", path, "{\"active\":false}"))),
          entry("DELETE /api/links/{code}", made(2, 204, path -> app.send("DELETE", path, ""))),
          entry(
              "POST /api/links/bulk",
              new Row(1, 200, size -> () -> app.post("/api/links/bulk", bulk(size)))),
          entry(
              "POST /api/links/import",
              new Row(1, 200, size -> () -> app.post("/api/links/import", csv(size)))),
          entry(
              "GET /api/links/{code}/stats",
              new Row(
                  2,
                  200,
                  size -> {
                    String path = made(size) + "/stats";
                    return () -> app.get(path);
                  })),
          entry("GET /api/stats", signedIn(1, 200, size -> () -> asAdmin("GET", "/api/stats", ""))),
          entry("POST /api/tokens", new Row(4, 200, size -> StatementsIT::signIn)),
          entry("POST /api/keys", signedIn(2, 201, size -> () -> key(size))),
          entry(
              "GET /api/keys",
              signedIn(
                  1,
                  200,
                  size -> {
                    IntStream.range(0, size / 10).forEach(StatementsIT::key);
                    return () -> asAdmin("GET", "/api/keys", "");
                  })),
          entry(
              "DELETE /api/keys/{id}",
              signedIn(
                  1,
                  204,
                  size -> {
                    String path = "/api/keys/" + member(key(size), "id");
                    return () -> asAdmin("DELETE", path, "");
                  })),
          entry(
              "POST /api/users/{id}/reset",
              onUser(1, 201, path -> asAdmin("POST", path + "/reset", ""))),
          entry("POST /api/passwords", new Row(1, 403, size -> StatementsIT::reset)),
          entry("POST /api/users", signedIn(1, 201, size -> StatementsIT::user)),
          entry("GET /api/users", signedIn(1, 200, size -> () -> asAdmin("GET", "/api/users", ""))),
          entry(
              "POST /api/users/import",
              signedIn(1, 200, size -> () -> asAdmin("POST", "/api/users/import", names(size)))),
          entry("GET /api/users/{id}", onUser(1, 200, path -> asAdmin("GET", path, ""))),
          entry(
              "PATCH /api/users/{id}",
              onUser(1, 200, path -> asAdmin("PATCH", path, "{\"active\":false}"))),
          entry("DELETE /api/users/{id}", onUser(1, 204, path -> asAdmin("DELETE", path, ""))),
          entry(
              "GET /api/users/{id}/links",
              onUser(1, 200, path -> asAdmin("GET", path + "/links", ""))),
          entry(
              "GET /api/events",
              signedIn(1, 200, size -> () -> asAdmin("GET", "/api/events?limit=" + size, ""))),
          entry("GET /", page("/")),
          entry("GET /assets/{file}", page("/assets/app.js")),
          entry("GET /rest/v3/short-urls", shlink(2, "GET", SHLINK + "?itemsPerPage=-1")),
          entry(
              "POST /rest/v3/short-urls",
              signedIn(
                  1,
                  200,
                  size ->
                      () -> asAdmin("POST", SHLINK, "{\"longUrl\":\"https://load.example/\"}"))),
          entry("GET /rest/v3/short-urls/{code}", onShortUrl(2, 200, p -> asAdmin("GET", p, ""))),
          entry(
              "PATCH /rest/v3/short-urls/{code}",
              onShortUrl(2, 200, p -> asAdmin("PATCH", p, "{\"tags\":[\"n2\"]}"))),
          entry(
              "DELETE /rest/v3/short-urls/{code}",
              onShortUrl(1, 204, p -> asAdmin("DELETE", p, ""))),
          entry(
              "GET /rest/v3/short-urls/{code}/visits",
              onShortUrl(2, 200, p -> asAdmin("GET", p + "/visits", ""))),
          entry("GET /rest/v3/tags/{tag}/visits", shlink(1, "GET", "/rest/v3/tags/n1/visits")),
          entry(
              "DELETE /rest/v3/short-urls/{code}/visits",
              onShortUrl(1, 200, p -> asAdmin("DELETE", p + "/visits", ""))),
          entry("DELETE /rest/v3/visits/orphan", shlink(1, "DELETE", "/rest/v3/visits/orphan")),
          entry("GET /robots.txt", new Row(0, 1, 200, size -> () -> app.get("/robots.txt"))),
          entry("GET /rest/v3/visits", shlink(2, "GET", "/rest/v3/visits")),
          entry("GET /rest/v3/visits/non-orphan", shlink(1, "GET", "/rest/v3/visits/non-orphan")),
          entry("GET /rest/v3/visits/orphan", shlink(1, "GET", "/rest/v3/visits/orphan")),
          entry("GET /rest/v3/tags", shlink(1, "GET", "/rest/v3/tags")),
          entry("GET /rest/v3/tags/stats", shlink(2, "GET", "/rest/v3/tags/stats")),
          entry(
              "PUT /rest/v3/tags",
              signedIn(
                  1,
                  204,
                  size -> {
                    String tag = "rename-" + size;
                    app.post("/api/links/bulk", bulk(size).replace("\"n1\"", "\"" + tag + "\""));
                    String names =
                        "{\"oldName\":\"%s\",\"newName\":\"%s-done\"}".formatted(tag, tag);
                    return () -> asAdmin("PUT", "/rest/v3/tags", names);
                  })),
          entry(
              "DELETE /rest/v3/tags",
              signedIn(
                  1,
                  204,
                  size -> {
                    String tag = "remove-" + size;
                    app.post("/api/links/bulk", bulk(size).replace("\"n1\"", "\"" + tag + "\""));
                    return () -> asAdmin("DELETE", "/rest/v3/tags?tags%5B%5D=" + tag, "");
                  })),
          entry("GET /rest/v3/health", page("/rest/v3/health")),
          entry("GET /rest/health", page("/rest/health")),
          entry(
              "GET /rest/v3/mercure-info",
              new Row(0, 501, size -> () -> app.get("/rest/v3/mercure-info"))),
          entry("GET /openapi", page("/openapi")),
          entry("GET /docs", page("/docs")),
          entry("GET /docs/{file}", page("/docs/docs.css")));

  private static Row shlink(int statements, String method, String path) {
    return signedIn(
        statements,
        200,
        size -> {
          app.post("/api/links/bulk", bulk(size));
          return () -> asAdmin(method, path, "");
        });
  }

  private static Row onShortUrl(int statements, int status, OnPath request) {
    return signedIn(
        statements,
        status,
        size -> {
          String path = SHLINK + "/" + app.post("/api/links", link(size)).code();
          return () -> request.ask(path);
        });
  }

  /** A page that no database is asked for. */
  private static Row page(String path) {
    return new Row(0, 200, size -> () -> app.get(path));
  }

  private interface OnPath {
    Answer ask(String path);
  }

  /** On a link that was made before without signing in. */
  private static Row made(int statements, int status, OnPath request) {
    return new Row(
        statements,
        status,
        size -> {
          String path = made(size);
          return () -> request.ask(path);
        });
  }

  private static String made(int number) {
    return "/api/links/" + app.post("/api/links", link(number)).code();
  }

  private static Row onUser(int statements, int status, OnPath request) {
    return signedIn(
        statements,
        status,
        size -> {
          String path = "/api/users/" + member(user(), "id");
          return () -> request.ask(path);
        });
  }

  private static Answer user() {
    return asAdmin("POST", "/api/users", "{\"name\":\"user-" + USERS.incrementAndGet() + "\"}");
  }

  private static String names(int size) {
    return IntStream.range(0, size)
        .mapToObj(number -> "user-" + USERS.incrementAndGet())
        .collect(Collectors.joining("\n", "name\n", "\n"));
  }

  private static Answer asAdmin(String method, String path, String body) {
    return app.send(method, path, body, admin);
  }

  private static Answer signIn() {
    return app.post("/api/tokens", "{\"name\":\"root\",\"password\":\"" + Admins.PASSWORD + "\"}");
  }

  private static Answer reset() {
    return app.post(
        "/api/passwords", "{\"name\":\"root\",\"code\":\"x\",\"password\":\"a new password\"}");
  }

  private static Answer key(int number) {
    return asAdmin(
        "POST",
        "/api/keys",
        "{\"password\":\"" + Admins.PASSWORD + "\",\"name\":\"key " + number + "\"}");
  }

  private static String member(Answer answer, String name) {
    return new JsonMapper().readTree(answer.body()).get(name).asString();
  }

  private static Supplier<Answer> uncached(String method) {
    String code = app.post("/api/links", link(1)).code();
    String applied = "select count(*) from links where code = '" + code + "'";
    await().until(() -> lab.postgres().number(1, "shortener", applied) == 1);
    app.clearL1();
    lab.redis().flush(0);
    return () -> app.send(method, "/" + code, "");
  }

  private static String link(int number) {
    return "{\"target\":\"https://load.example/" + number + "\",\"tags\":[\"n1\"]}";
  }

  private static String bulk(int size) {
    return IntStream.range(0, size)
        .mapToObj(StatementsIT::link)
        .collect(Collectors.joining(",", "{\"links\":[", "]}"));
  }

  private static String csv(int size) {
    return IntStream.range(0, size)
        .mapToObj(number -> "https://load.example/" + number)
        .collect(Collectors.joining("\n", "target\n", "\n"));
  }

  @Test
  void everyRouteOfThePublicPortHasARow(@TempDir Path folder) {
    assertThat(
            AppRoutes.of(folder).stream()
                .map(Object::toString)
                .filter(route -> !route.matches(".* /(health/.*|admin/.*|metrics)")))
        .as("a new route needs a row in this test's table that says what it costs")
        .containsExactlyInAnyOrderElementsOf(TABLE.keySet());
  }

  @Test
  void noRequestCostsMoreStatementsThanItsRowSaysWhateverTheAmountOfData() {
    Map<String, String> wrong = new TreeMap<>();
    for (int size : new int[] {1, 60}) {
      TABLE.forEach(
          (route, row) -> {
            Supplier<Answer> request = row.request().apply(size);
            double answered = settled();
            double before = total("shortener_sql_statements_total");
            int status = request.get().status();
            // An answer is counted a moment after it is sent.
            await().until(() -> total(REQUESTS) == answered + 1);
            long cost = Math.round(total("shortener_sql_statements_total") - before);
            if (status != row.status() || cost < row.least() || cost > row.most()) {
              wrong.put(route + " × " + size, "answered %d at %d".formatted(status, cost));
            }
          });
    }
    assertThat(wrong).isEmpty();
  }

  /** How many requests have been counted, once those before are. */
  private static double settled() {
    double[] last = {-1};
    await()
        .until(
            () -> {
              double now = total(REQUESTS);
              boolean same = now == last[0];
              last[0] = now;
              return same;
            });
    return last[0];
  }

  private static double total(String metric) {
    return app.admin("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(metric + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
