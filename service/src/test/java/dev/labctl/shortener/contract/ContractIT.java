package dev.labctl.shortener.contract;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.Admins;
import dev.labctl.shortener.contract.OpenApi.Operation;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Drives every operation into every status that the document names, and validates each answer. Long
 * because the document is: one line a status, one place in which a missing one is seen.
 */
class ContractIT {
  private static final String LINKS = "/api/links";
  private static final String KEY =
      "{\"name\":\"%s\",\"user\":%s,\"password\":\"" + Admins.PASSWORD + "\"}";
  private static final int HUGE = 10_000_000;
  private static final List<String> ALL_METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND");
  private static final String NO_SUCH_CODE = "nothing";
  private final HttpClient http = HttpClient.newHttpClient();
  private final OpenApi openApi = new OpenApi();
  private final Set<String> violations = new LinkedHashSet<>();
  private final Set<String> seen = new TreeSet<>();

  @Test
  void everyAnswerIsAsDocumentedAndEveryDocumentedAnswerIsGiven() throws IOException {
    try (Lab lab = new Lab();
        Lab away = new Lab()) {
      lab.start();
      Client client = lab.app("contract");
      await().until(() -> client.admin("/health/ready").body().matches(".*(true.*){3}"));
      links(client);
      manyLinks(client);
      access(client, lab);
      Path config = lab.config("contract-shlink", client.port(), client.adminPort());
      Admins.create(config, "shlink");
      shlink(client);
      pages(client);
      operations(client);
      wrongMethods(client);
      longAddresses(client);
      Admins.create(config, "typist");
      HttpResponse<String> token =
          call(
              client,
              200,
              "POST",
              "/api/tokens",
              "{\"name\":\"typist\",\"password\":\"%s\"}".formatted(Admins.PASSWORD));
      otherTypes(client, "Authorization", "Bearer " + member(token, "token"));
      // The same program, and none of its servers.
      unavailable(away.app("alone"));
      // One that has no primary, and hears of an instance that has one.
      Client aside =
          away.app(
              "aside",
              text ->
                  text.replaceFirst(
                      "sentinels: .*",
                      "sentinels: "
                          + lab.redis().sentinels().stream().map(h -> "'" + h + "'").toList()));
      await().until(() -> aside.admin("/health/writable").status() == 503);
      call(aside.adminPort(), 503, "GET", "/health/writable", "");
    }
    assertThat(violations).isEmpty();
    Set<String> documented = new TreeSet<>();
    for (Operation operation : openApi.operations()) {
      openApi.statuses(operation).forEach(status -> documented.add(operation + " " + status));
    }
    assertThat(seen)
        .as("documented answers that this test does not provoke: add a call, or take them out")
        .containsAll(documented);
  }

  private void links(Client client) {
    String target = "{\"target\":\"https://contract.example/a?b=c\"";
    String code = code(call(client, 201, "POST", LINKS, target + "}"));
    for (int status : new int[] {301, 302, 307, 308}) {
      HttpResponse<String> made =
          call(client, 201, "POST", LINKS, target + ",\"status\":" + status + "}");
      call(client, status, "GET", "/" + code(made), "");
      call(client, status, "HEAD", "/" + code(made), "");
    }
    call(client, 201, "POST", LINKS, target + "}", "Idempotency-Key", "contract");
    call(client, 200, "POST", LINKS, target + "}", "Idempotency-Key", "contract");
    String other = "{\"target\":\"https://other.example/\"}";
    call(client, 422, "POST", LINKS, other, "Idempotency-Key", "contract");
    String all =
        target
            + ",\"alias\":\"%s\",\"active\":true,\"expiresAt\":\"2099-01-01T00:00:00Z\","
            + "\"maxVisits\":1,\"tags\":[\"a\",\"b\"]}";
    call(client, 201, "POST", LINKS, all.formatted("contract-1"));
    call(client, 409, "POST", LINKS, all.formatted("contract-1"));
    call(client, 302, "HEAD", "/contract-1", "");
    call(client, 302, "GET", "/contract-1", "");
    call(client, 410, "HEAD", "/contract-1", "");
    call(client, 410, "GET", "/contract-1", "");
    call(client, 410, "GET", "/contract-1", "", "Accept", "text/html");
    call(client, 400, "POST", LINKS, "{\"target\":\"ftp://x\"}");
    call(client, 400, "POST", LINKS, "");
    call(client, 413, "POST", LINKS, target + " ".repeat(65_536) + "}");
    call(client, 404, "GET", "/" + NO_SUCH_CODE, "");
    call(client, 404, "GET", "/a", "");
    call(client, 404, "HEAD", "/a", "");

    call(client, 200, "GET", LINKS + "/contract-1", "");
    call(client, 404, "GET", LINKS + "/" + NO_SUCH_CODE, "");
    call(client, 200, "GET", LINKS + "/contract-1/stats", "");
    call(client, 200, "GET", LINKS + "/contract-1/stats?by=minute", "");
    call(client, 400, "GET", LINKS + "/contract-1/stats?by=week", "");
    call(client, 404, "GET", LINKS + "/" + NO_SUCH_CODE + "/stats", "");
    call(client, 401, "GET", "/api/stats", "");
    call(client, 200, "PATCH", LINKS + "/" + code, "{\"active\":false,\"expiresAt\":null}");
    call(client, 400, "PATCH", LINKS + "/" + code, "{\"active\":0}");
    call(client, 404, "PATCH", LINKS + "/" + NO_SUCH_CODE, "{}");
    call(client, 413, "PATCH", LINKS + "/" + code, "{\"active\":" + " ".repeat(65_536) + "true}");
    call(client, 204, "DELETE", LINKS + "/" + code, "");
    call(client, 404, "DELETE", LINKS + "/" + code, "");
  }

  private void manyLinks(Client client) {
    String one = "{\"target\":\"https://many.example/\"}";
    call(
        client,
        200,
        "POST",
        LINKS + "/bulk",
        "{\"links\":[%s,{\"target\":\"https://127.1.1.1/\",\"alias\":\"openapi\"}]}"
            .formatted(one));
    call(client, 400, "POST", LINKS + "/bulk", "{\"links\":[]}");
    String tooMuch = "{\"links\":[" + " ".repeat(4 * 1024 * 1024) + one + "]}";
    call(client, 413, "POST", LINKS + "/bulk", tooMuch);
    call(client, 200, "POST", LINKS + "/import", "target\nhttps://many.example/\nftp://x\n");
    call(client, 400, "POST", LINKS + "/import", "colour\nred\n");
    call(client, 413, "POST", LINKS + "/import", "x".repeat(64 * 1024 * 1024 + 1));
  }

  private void access(Client client, Lab lab) {
    Admins.create(lab.config("contract-admin", client.port(), client.adminPort()), "root");
    String signIn = "{\"name\":\"root\",\"password\":\"%s\"}";
    String tokens = "/api/tokens";
    HttpResponse<String> token =
        call(client, 200, "POST", tokens, signIn.formatted(Admins.PASSWORD));
    String[] admin = {"Authorization", "Bearer " + member(token, "token")};
    call(client, 400, "POST", tokens, "{}");
    call(client, 401, "POST", tokens, signIn.formatted("wrong"));
    call(client, 413, "POST", tokens, signIn.formatted("x".repeat(65_536)));

    String keys = "/api/keys";
    String[] stranger = {"X-Api-Key", "wrong"};
    HttpResponse<String> made = call(client, 201, "POST", keys, KEY.formatted("k", "null"), admin);
    call(client, 400, "POST", keys, KEY.formatted("", "null"), admin);
    call(client, 403, "POST", keys, "{\"name\":\"k\",\"password\":\"wrong\"}", admin);
    call(client, 401, "POST", keys, "{\"name\":\"k\"}");
    call(client, 413, "POST", keys, "{\"name\":\"" + "x".repeat(65_536) + "\"}", admin);
    call(client, 200, "GET", keys, "", admin);
    call(client, 400, "GET", keys + "?user=x", "", admin);
    call(client, 401, "GET", keys, "", stranger);
    String id = find(made, "\"id\":([0-9]+)");
    call(client, 401, "DELETE", keys + "/" + id, "");
    call(client, 204, "DELETE", keys + "/" + id, "", admin);
    call(client, 404, "DELETE", keys + "/" + id, "", admin);

    call(client, 200, "GET", LINKS, "", admin);
    HttpResponse<String> page =
        call(client, 200, "GET", LINKS + "?limit=1&tag=a&target=contract", "", admin);
    assertThat(page.body()).contains("contract-1");
    call(client, 400, "GET", LINKS + "?limit=0", "", admin);
    call(client, 200, "GET", "/api/stats?by=hour", "", admin);
    call(client, 400, "GET", "/api/stats?by=week", "", admin);
    String code =
        code(call(client, 201, "POST", LINKS, "{\"target\":\"https://o.example/\"}", admin));
    call(client, 401, "GET", LINKS, "", stranger);
    call(client, 401, "POST", LINKS, "{}", stranger);
    call(client, 401, "POST", LINKS + "/bulk", "{}", stranger);
    call(client, 401, "POST", LINKS + "/import", "target\n", stranger);
    call(client, 401, "GET", LINKS + "/" + code, "", stranger);
    call(client, 401, "GET", LINKS + "/" + code + "/stats", "", stranger);
    call(client, 401, "PATCH", LINKS + "/" + code, "{}", stranger);
    call(client, 401, "DELETE", LINKS + "/" + code, "", stranger);
    call(client, 403, "PATCH", LINKS + "/" + code, "{}");
    call(client, 403, "DELETE", LINKS + "/" + code, "");
    users(client, admin, stranger);
    events(client, admin, stranger);
    await().until(() -> client.post(tokens, signIn.formatted("wrong")).status() == 429);
    call(client, 429, "POST", tokens, signIn.formatted("wrong"));
    lab.postgres().execute(0, "shortener", "update users set admin = false where name = 'root'");
    await().until(() -> client.send("GET", keys + "?user=999", "", admin).status() == 403);
    call(client, 403, "GET", keys + "?user=999", "", admin);
    call(client, 403, "POST", keys, KEY.formatted("k", "999"), admin);
  }

  private void users(Client client, String[] admin, String[] stranger) {
    String users = "/api/users";
    String alice = "{\"name\":\"alice\",\"password\":\"" + Admins.PASSWORD + "\"}";
    String id = find(call(client, 201, "POST", users, alice, admin), "\"id\":([0-9]+)");
    HttpResponse<String> token = call(client, 200, "POST", "/api/tokens", alice);
    String[] user = {"Authorization", "Bearer " + member(token, "token")};
    String other = users + "/999";
    String big = "{\"name\":\"" + "x".repeat(65_536) + "\"}";
    call(client, 400, "POST", users, "{}", admin);
    call(client, 401, "POST", users, alice);
    call(client, 403, "POST", users, alice, user);
    call(client, 409, "POST", users, alice, admin);
    call(client, 413, "POST", users, big, admin);
    assertThat(call(client, 200, "GET", users + "?limit=1", "", admin).body()).contains("next");
    call(client, 200, "GET", users + "?cursor=1", "", admin);
    call(client, 400, "GET", users + "?limit=0", "", admin);
    call(client, 401, "GET", users, "");
    call(client, 403, "GET", users, "", user);
    call(client, 200, "POST", users + "/import", "name,admin\nbob,\ncarol,maybe\n", admin);
    call(client, 400, "POST", users + "/import", "colour\n", admin);
    call(client, 401, "POST", users + "/import", "name\n");
    call(client, 403, "POST", users + "/import", "name\n", user);
    call(client, 413, "POST", users + "/import", "x".repeat(64 * 1024 * 1024 + 1), admin);
    call(client, 200, "GET", users + "/me", "", user);
    call(client, 401, "GET", users + "/me", "", stranger);
    call(client, 403, "GET", other, "", user);
    call(client, 404, "GET", other, "", admin);
    call(client, 200, "PATCH", users + "/" + id, "{\"active\":true,\"admin\":null}", admin);
    call(client, 400, "PATCH", users + "/" + id, "{\"active\":0}", admin);
    call(client, 401, "PATCH", users + "/" + id, "{}");
    call(client, 403, "PATCH", other, "{}", user);
    call(client, 404, "PATCH", other, "{}", admin);
    call(client, 409, "PATCH", users + "/me", "{\"admin\":false}", admin);
    call(client, 413, "PATCH", users + "/me", big, admin);
    call(client, 200, "GET", users + "/me/links", "", user);
    call(client, 400, "GET", users + "/me/links?limit=0", "", user);
    call(client, 401, "GET", users + "/me/links", "");
    call(client, 403, "GET", other + "/links", "", user);
    call(client, 404, "GET", users + "/nobody/links", "", admin);
    call(client, 403, "GET", "/api/events?actor=999", "", user);
    call(client, 401, "DELETE", other, "");
    call(client, 403, "DELETE", other, "", user);
    call(client, 404, "DELETE", other, "", admin);
    reset(client, id, admin, user);
    call(client, 409, "DELETE", users + "/me", "", admin);
    call(client, 204, "DELETE", users + "/" + id, "", admin);
  }

  private void reset(Client client, String id, String[] admin, String[] user) {
    String reset = "/api/users/" + id + "/reset";
    call(client, 401, "POST", reset, "");
    call(client, 403, "POST", reset, "", user);
    call(client, 404, "POST", "/api/users/999/reset", "", admin);
    String body = "{\"name\":\"alice\",\"code\":\"%s\",\"password\":\"%s\"}";
    String code = member(call(client, 201, "POST", reset, "", admin), "code");
    call(client, 400, "POST", "/api/passwords", body.formatted(code, "short"));
    call(client, 403, "POST", "/api/passwords", body.formatted("wrong", "a new password"));
    call(client, 413, "POST", "/api/passwords", body.formatted(code, "x".repeat(65_536)));
    call(client, 204, "POST", "/api/passwords", body.formatted(code, "a new password"));
    call(client, 403, "POST", "/api/passwords", body.formatted(code, "a new password"));
  }

  private void events(Client client, String[] admin, String[] stranger) {
    String events = "/api/events";
    assertThat(call(client, 200, "GET", events + "?limit=1", "", admin).body()).contains("next");
    call(
        client,
        200,
        "GET",
        events + "?entity=user&action=login&actor=1&from=2020-01-01T00:00:00Z&cursor=99999",
        "",
        admin);
    call(client, 400, "GET", events + "?entity=colour", "", admin);
    call(client, 401, "GET", events, "", stranger);
  }

  private void shlink(Client client) {
    String token =
        member(
            call(
                client,
                200,
                "POST",
                "/api/tokens",
                "{\"name\":\"shlink\",\"password\":\"%s\"}".formatted(Admins.PASSWORD)),
            "token");
    HttpResponse<String> made =
        call(
            client,
            201,
            "POST",
            "/api/keys",
            "{\"password\":\""
                + Admins.PASSWORD
                + "\",\"scopes\":[\"create\",\"read\",\"admin\"],\"name\":\"sdk\"}",
            "Authorization",
            "Bearer " + token);
    String[] key = {"X-Api-Key", member(made, "key")};
    String urls = "/rest/v3/short-urls";
    String tags = "/rest/v3/tags";
    String large = "{\"longUrl\":" + " ".repeat(65_536) + "\"https://x.example/\"}";
    String link =
        "{\"longUrl\":\"https://shlink.example/\",\"customSlug\":\"%s\",\"tags\":[\"%s\"]}";
    call(client, 200, "POST", urls, link.formatted("shlink-1", "one"), key);
    call(client, 200, "POST", urls, link.formatted("shlink-2", "two"), key);
    call(client, 400, "POST", urls, link.formatted("shlink-2", "two"), key);
    call(client, 413, "POST", urls, large, key);
    call(client, 401, "POST", urls, link.formatted("shlink-3", "x"));
    call(
        client,
        200,
        "GET",
        urls + "?tags%5B%5D=one&searchTerm=shlink&orderBy=visits-DESC",
        "",
        key);
    call(client, 400, "GET", urls + "?page=0", "", key);
    call(client, 401, "GET", urls, "", "X-Api-Key", "wrong");
    call(client, 302, "GET", "/shlink-1", "", "Referer", "https://news.example/a");
    for (String path : List.of(urls + "/shlink-1", urls + "/shlink-1/visits")) {
      call(client, 200, "GET", path, "", key);
      call(client, 401, "GET", path, "");
      call(client, 404, "GET", path.replace("-1", "-9"), "", key);
    }
    call(client, 200, "PATCH", urls + "/shlink-1", "{\"maxVisits\":5,\"tags\":[\"one\"]}", key);
    call(client, 400, "PATCH", urls + "/shlink-1", "{\"maxVisits\":0}", key);
    call(client, 400, "GET", urls + "/shlink-1?domain=%01", "", key);
    call(client, 400, "DELETE", urls + "/shlink-1?domain=%01", "", key);
    call(client, 401, "PATCH", urls + "/shlink-1", "{}");
    call(client, 404, "PATCH", urls + "/shlink-9", "{}", key);
    call(client, 413, "PATCH", urls + "/shlink-1", large, key);
    call(client, 200, "GET", "/rest/v3/visits", "", key);
    call(client, 401, "GET", "/rest/v3/visits", "");
    for (String path :
        List.of(
            urls + "/shlink-1/visits",
            tags + "/one/visits",
            "/rest/v3/visits/non-orphan",
            "/rest/v3/visits/orphan",
            tags,
            tags + "/stats")) {
      call(client, 200, "GET", path + "?itemsPerPage=-1", "", key);
      call(client, 400, "GET", path + "?itemsPerPage=x", "", key);
      call(client, 401, "GET", path, "");
    }
    String rename = "{\"oldName\":\"%s\",\"newName\":\"%s\"}";
    call(client, 204, "PUT", tags, rename.formatted("one", "uno"), key);
    call(client, 400, "PUT", tags, rename.formatted("", "uno"), key);
    call(client, 401, "PUT", tags, rename.formatted("uno", "one"));
    call(client, 404, "PUT", tags, rename.formatted("one", "eins"), key);
    call(client, 409, "PUT", tags, rename.formatted("two", "uno"), key);
    call(client, 413, "PUT", tags, large, key);
    call(client, 204, "DELETE", tags + "?tags%5B%5D=uno", "", key);
    call(client, 400, "DELETE", tags + "?tags%5B%5D=u%20o", "", key);
    call(client, 401, "DELETE", tags + "?tags%5B%5D=uno", "");
    call(client, 200, "DELETE", urls + "/shlink-1/visits", "", key);
    call(client, 401, "DELETE", urls + "/shlink-1/visits", "");
    call(client, 404, "DELETE", urls + "/shlink-9/visits", "", key);
    call(client, 200, "DELETE", "/rest/v3/visits/orphan", "", key);
    call(client, 401, "DELETE", "/rest/v3/visits/orphan", "");
    call(client, 200, "GET", "/robots.txt", "");
    call(client, 204, "DELETE", urls + "/shlink-1", "", key);
    call(client, 401, "DELETE", urls + "/shlink-1", "");
    call(client, 404, "DELETE", urls + "/shlink-1", "", key);
    call(client, 200, "GET", "/rest/v3/health", "");
    call(client, 200, "GET", "/rest/health", "");
    call(client, 501, "GET", "/rest/v3/mercure-info", "");
  }

  private void shlinkUnavailable(Client alone, String... key) {
    String urls = "/rest/v3/short-urls";
    String tags = "/rest/v3/tags";
    for (String path :
        List.of(
            urls,
            urls + "/abcdefg",
            urls + "/abcdefg/visits",
            "/rest/v3/visits",
            "/rest/v3/visits/non-orphan",
            "/rest/v3/visits/orphan",
            tags,
            tags + "/stats",
            tags + "/one/visits")) {
      call(alone, 503, "GET", path, "", key);
    }
    call(alone, 503, "POST", urls, "{}", key);
    call(alone, 503, "PATCH", urls + "/abcdefg", "{}", key);
    call(alone, 503, "DELETE", urls + "/abcdefg", "", key);
    call(alone, 503, "DELETE", urls + "/abcdefg/visits", "", key);
    call(alone, 503, "DELETE", "/rest/v3/visits/orphan", "", key);
    call(alone, 503, "GET", "/robots.txt", "");
    call(alone, 503, "PUT", tags, "{}", key);
    call(alone, 503, "DELETE", tags, "", key);
    call(alone, 503, "GET", "/rest/v3/health", "");
    call(alone, 503, "GET", "/rest/health", "");
  }

  private void pages(Client client) {
    assertThat(call(client, 200, "GET", "/openapi", "").body()).startsWith("# The shortener's");
    assertThat(call(client, 200, "GET", "/openapi", "", "Accept", "application/json").body())
        .startsWith("{\"openapi\":\"3.1.0\"");
    call(client, 200, "GET", "/docs", "");
    for (String path :
        List.of(
            "/",
            "/assets/account.js",
            "/assets/api.js",
            "/assets/app.css",
            "/assets/app.js",
            "/assets/chart.js",
            "/assets/clicks.js",
            "/assets/icon.svg",
            "/assets/tools.js",
            "/openapi",
            "/docs",
            "/docs/docs.css",
            "/docs/docs.js",
            "/docs/swagger-ui.css",
            "/docs/swagger-ui-bundle.js")) {
      HttpResponse<String> first = call(client, 200, "GET", path, "");
      String tag = first.headers().firstValue("ETag").orElseThrow();
      call(client, 304, "GET", path, "", "If-None-Match", tag);
    }
    call(client, 404, "GET", "/docs/%2e%2e%2fdocs.html", "");
    call(client, 404, "GET", "/assets/index.html", "");
  }

  /** Whatever a path has no operation for is 405, with what it has. */
  private void wrongMethods(Client client) {
    Map<String, Set<String>> methods = new TreeMap<>();
    for (Operation operation : openApi.operations()) {
      methods.computeIfAbsent(operation.path(), p -> new TreeSet<>()).add(operation.method());
    }
    methods.forEach(
        (path, allowed) -> {
          boolean admin = path.matches("/(health|admin|metrics).*");
          for (String method : ALL_METHODS) {
            if (!allowed.contains(method)) {
              Client to = admin ? new Client(client.adminPort(), client.adminPort()) : client;
              Client.Answer answer =
                  to.send(
                      method,
                      filled(path),
                      "",
                      "Authorization",
                      admin ? "Bearer " + Client.ADMIN_TOKEN : "none");
              assertThat(answer.status()).as("%s %s", method, path).isEqualTo(405);
              assertThat(answer.header("Allow")).as(path).isEqualTo(String.join(", ", allowed));
            }
          }
        });
  }

  private void longAddresses(Client client) {
    for (Operation operation : openApi.operations()) {
      if (openApi.statuses(operation).contains(414)) {
        String address = filled(operation.path()) + "?x=" + "x".repeat(4096);
        call(client, 414, operation.method(), address, "");
      }
    }
  }

  private static String filled(String path) {
    return path.replace("{code}", NO_SUCH_CODE)
        .replace("{id}", "1")
        .replace("{tag}", "one")
        .replace("{file}", "none");
  }

  private void operations(Client client) {
    for (String path :
        List.of(
            "/health/live", "/health/started", "/health/ready", "/health/writable", "/metrics")) {
      call(client.adminPort(), 200, "GET", path, "");
    }
    String[] token = {"Authorization", "Bearer " + Client.ADMIN_TOKEN};
    for (String path : List.of("/admin/cache/clear", "/admin/jfr?seconds=0")) {
      call(client.adminPort(), 401, "POST", path, "");
      call(client.adminPort(), 401, "POST", path, "", "Authorization", "Bearer x");
      call(client.adminPort(), 403, "POST", path, "", "Host", "shortener.example");
    }
    call(client.adminPort(), 403, "GET", "/metrics", "", "Host", "shortener.example");
    call(client.adminPort(), 204, "POST", "/admin/cache/clear", "", token);
    call(client.adminPort(), 400, "POST", "/admin/jfr?seconds=0", "", token);
    profiles(client, token);
  }

  /** Of two recordings at the same time one is refused. */
  private void profiles(Client client, String... token) {
    URI jfr = URI.create("http://127.0.0.1:" + client.adminPort() + "/admin/jfr?seconds=1");
    HttpRequest request =
        HttpRequest.newBuilder(jfr)
            .headers(token)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    var first = http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    var second = http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    Operation operation = openApi.operation("POST", jfr).orElseThrow();
    for (HttpResponse<String> answer : List.of(first.join(), second.join())) {
      violations.addAll(openApi.violations(operation, "", answer));
      seen.add(operation + " " + answer.statusCode());
    }
  }

  private void otherTypes(Client client, String... admin) {
    for (Operation operation : openApi.operations()) {
      if (openApi.statuses(operation).contains(415)) {
        call(
            client,
            415,
            operation.method(),
            filled(operation.path()),
            "<xml/>",
            admin[0],
            admin[1],
            "Content-Type",
            "text/xml");
      }
    }
  }

  private void unavailable(Client alone) {
    String link = "{\"target\":\"https://away.example/\"}";
    call(alone, 503, "GET", "/abcdefg", "");
    call(alone, 503, "HEAD", "/abcdefg", "");
    call(alone, 503, "GET", LINKS, "", "X-Api-Key", "slk_" + "A".repeat(43));
    call(alone, 503, "POST", LINKS, link);
    call(alone, 503, "GET", LINKS + "/abcdefg", "");
    call(alone, 503, "GET", LINKS + "/abcdefg/stats", "");
    call(alone, 503, "PATCH", LINKS + "/abcdefg", "{}");
    call(alone, 503, "DELETE", LINKS + "/abcdefg", "");
    call(alone, 503, "POST", LINKS + "/bulk", "{\"links\":[" + link + "]}");
    call(alone, 503, "POST", LINKS + "/import", "target\nhttps://away.example/\n");
    call(alone, 503, "POST", "/api/tokens", "{\"name\":\"root\",\"password\":\"x\"}");
    String[] key = {"X-Api-Key", "slk_" + "A".repeat(43)};
    call(alone, 503, "POST", "/api/keys", "{\"name\":\"k\"}", key);
    call(alone, 503, "GET", "/api/keys", "", key);
    call(alone, 503, "DELETE", "/api/keys/1", "", key);
    for (String path :
        List.of("/api/users", "/api/users/1", "/api/users/1/links", "/api/events", "/api/stats")) {
      call(alone, 503, "GET", path, "", key);
    }
    call(alone, 503, "POST", "/api/users", "{\"name\":\"alice\"}", key);
    call(alone, 503, "POST", "/api/users/import", "name\nalice\n", key);
    call(alone, 503, "PATCH", "/api/users/1", "{}", key);
    call(alone, 503, "DELETE", "/api/users/1", "", key);
    call(alone, 503, "POST", "/api/users/1/reset", "", key);
    call(
        alone,
        503,
        "POST",
        "/api/passwords",
        "{\"name\":\"alice\",\"code\":\"x\",\"password\":\"a new password\"}");
    shlinkUnavailable(alone, key);
    call(alone.adminPort(), 503, "GET", "/health/started", "");
    call(alone.adminPort(), 503, "GET", "/health/ready", "");
    call(alone.adminPort(), 200, "GET", "/health/writable", "");
  }

  private HttpResponse<String> call(
      Client client, int status, String method, String path, String body, String... headers) {
    return call(client.port(), status, method, path, body, headers);
  }

  private HttpResponse<String> call(
      int port, int status, String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(10))
            // A server may hang up on what is too large before all of it has been sent.
            .expectContinue(body.length() > HUGE)
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    request.header("X-Edit-Secret", Client.editSecret(path));
    request.header("Content-Type", path.endsWith("/import") ? "text/csv" : "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      Client.remember(answer.body());
      assertThat(answer.statusCode())
          .as("%s %s: %.300s", method, path, answer.body())
          .isEqualTo(status);
      Operation operation = openApi.operation(method, answer.uri()).orElseThrow();
      violations.addAll(openApi.violations(operation, body, answer));
      seen.add(operation + " " + status);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String code(HttpResponse<String> made) {
    return member(made, "code");
  }

  private static String member(HttpResponse<String> made, String name) {
    return find(made, "\"" + name + "\":\"([^\"]+)\"");
  }

  private static String find(HttpResponse<String> made, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(made.body());
    assertThat(matcher.find()).as(made.body()).isTrue();
    return matcher.group(1);
  }
}
