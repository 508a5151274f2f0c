package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import dev.labctl.shortener.servers.LogLines;
import dev.labctl.shortener.servers.OtlpReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What answers and logs tell, and to whom. */
class SafetyIT {
  private static final String TARGET = "https://load.example/secret-path?token=hidden";
  private static Lab lab;
  private static OtlpReceiver receiver;
  private static Client app;

  @BeforeAll
  static void start() {
    receiver = new OtlpReceiver();
    lab = new Lab().start();
    app =
        lab.app(
            "safe",
            config ->
                config
                    + "log: {successes: 100%, slowStatement: 300ms}\n"
                    + "tracing: {endpoint: '%s', sample: 0%%}\n".formatted(receiver.endpoint()));
    await().until(app::ready);
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
    receiver.close();
  }

  @Test
  void aRequestIsNamedInItsAnswerAndItsLine() {
    try (LogLines log = new LogLines("access")) {
      Answer created =
          app.send(
              "POST", "/api/links", "{\"target\":\"" + TARGET + "\"}", "X-Request-Id", "mine-1");
      assertThat(created.header("X-Request-Id")).isEqualTo("mine-1");
      Answer redirect = app.get("/" + created.code() + "?utm=hidden");
      assertThat(redirect.header("X-Request-Id")).matches("[0-9a-f]{16}");
      Answer refused = app.send("GET", "/a/b", "", "X-Request-Id", "two words");
      assertThat(refused.header("X-Request-Id")).matches("[0-9a-f]{16}");

      JsonNode creation = lineOf(log, created);
      assertThat(creation.get("route").stringValue()).isEqualTo("/api/links");
      JsonNode redirection = lineOf(log, redirect);
      assertThat(redirection.get("code").stringValue()).isEqualTo(created.code());
      assertThat(redirection.get("source").stringValue()).isEqualTo("l1");
      assertThat(redirection.get("status").intValue()).isEqualTo(302);
      JsonNode refusal = lineOf(log, refused);
      assertThat(refusal.get("route").stringValue()).isEqualTo("unmatched");
      assertThat(refusal.get("status").intValue()).isEqualTo(404);
      assertThat(List.of(creation, redirection, refusal))
          .extracting(JsonNode::toString)
          .noneMatch(line -> line.contains("hidden") || line.contains("127.0"));
    }
  }

  /** The log is the whole process's: other classes of tests may write to it at the same time. */
  private static JsonNode lineOf(LogLines log, Answer answer) {
    String id = "\"request_id\":\"" + answer.header("X-Request-Id") + "\"";
    await().until(() -> log.with(id).size() == 1);
    return new JsonMapper().readTree(log.with(id).getFirst());
  }

  @Test
  void everyAnswerForbidsWhatItsContentDoesNotNeed() {
    String code = app.create(TARGET).code();
    for (Answer answer :
        List.of(
            app.get("/api/links/" + code),
            app.get("/nothing-here"),
            app.get("/a/b/c"),
            app.send("GET", "/nothing-here", "", "Accept", "text/html"))) {
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(answer.header("Content-Security-Policy"))
          .contains("default-src 'none'", "frame-ancestors 'none'");
    }
    Answer redirect = app.redirect(code);
    assertThat(redirect.status()).isEqualTo(302);
    assertThat(redirect.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(redirect.header("Content-Security-Policy")).isEmpty();
    assertThat(redirect.header("Referrer-Policy")).isEmpty();
  }

  @Test
  void replicasAreReadByARoleThatCanDoNothingElse() {
    await()
        .untilAsserted(
            () -> {
              assertThat(usersAt(1)).containsOnly("shortener_reader");
              assertThat(usersAt(0)).containsOnly("shortener_app");
            });
    lab.postgres()
        .execute(
            0,
            "shortener",
            "set role shortener_owner",
            "create table later (n int)",
            "set role shortener_reader",
            "select * from links, events, later");
    for (String forbidden :
        List.of(
            "insert into links (code, target) values ('abcdefg', 'https://x.example/')",
            "update links set target = 'https://x.example/'",
            "delete from links",
            "truncate events",
            "create table mine (n int)",
            "insert into later values (1)")) {
      assertThatThrownBy(
              () -> lab.postgres().execute(0, "shortener", "set role shortener_reader", forbidden))
          .as(forbidden)
          .hasMessageContaining("permission denied");
    }
  }

  private static List<String> usersAt(int server) {
    return lab.postgres()
        .texts(
            server,
            "postgres",
            "select usename from pg_stat_activity where application_name = 'safe'");
  }

  @Test
  void aTraceGoesThroughHttpCacheAndDatabase() {
    String id = "0af7651916cd43dd8448eb211c80319c";
    String caller = "00-" + id + "-b7ad6b7169203331-01";
    try (LogLines log = new LogLines("access")) {
      String body = "{\"target\":\"" + TARGET + "\"}";
      Answer created = app.send("POST", "/api/links", body, "traceparent", caller);
      app.clearL1();
      lab.redis().flush(0);
      Answer redirect = app.send("GET", "/" + created.code(), "", "traceparent", caller);
      assertThat(redirect.status()).isEqualTo(302);
      Answer untraced = app.send("GET", "/" + created.code(), "", "traceparent", "nonsense");
      assertThat(lineOf(log, redirect).get("trace_id").stringValue()).isEqualTo(id);
      assertThat(lineOf(log, untraced).has("trace_id")).isFalse();
      await()
          .untilAsserted(
              () ->
                  assertThat(receiver.trace(id))
                      .extracting(Span::getName)
                      .contains("POST /api/links", "GET /{code}", "GET redis", "SET redis")
                      .anyMatch(name -> name.matches("SELECT (replica|primary)"))
                      .anyMatch(name -> name.endsWith(" primary")));
      Span server = named(id, "GET /{code}");
      assertThat(OtlpReceiver.hex(server.getParentSpanId().toByteArray()))
          .isEqualTo("b7ad6b7169203331");
      assertThat(OtlpReceiver.attribute(server, "shortener.cache.source"))
          .isIn("replica", "primary");
      Span get = named(id, "GET redis");
      assertThat(get.getParentSpanId()).isEqualTo(server.getSpanId());
      assertThat(receiver.spans()).noneMatch(span -> span.toString().contains("hidden"));
      assertThat(receiver.spans()).as("sampled at 0 %").hasSameSizeAs(receiver.trace(id));
    }
    await()
        .until(
            () -> app.admin("/metrics").body().contains("shortener_spans_total{result=\"exported"));
  }

  private static Span named(String trace, String name) {
    return receiver.trace(trace).stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSlowStatementIsSaidWithoutItsValues() {
    try (LogLines log = new LogLines("dev.labctl.shortener.postgres.Database")) {
      lab.postgres().server(0).freeze();
      try {
        assertThat(app.create(TARGET + "-frozen").status()).isEqualTo(503);
      } finally {
        lab.postgres().server(0).thaw();
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .anyMatch(
                          line ->
                              line.matches(
                                  "(?s)slow statement on primary: [0-9]+ ms, [0-9]+ ms of it for a"
                                      + " connection; request [0-9a-f]{16}: .*insert into.*")));
      assertThat(log.lines()).noneMatch(line -> line.contains("hidden"));
    }
    await().until(() -> app.create(TARGET).status() == 201);
  }

  @Test
  void aFailureTellsTheLogWhyAndTheClientNothing() {
    try (LogLines log = new LogLines("access")) {
      lab.postgres().execute(0, "shortener", "revoke insert on events from shortener_app");
      Answer refused;
      try {
        refused = app.create(TARGET);
      } finally {
        lab.postgres().execute(0, "shortener", "grant insert on events to shortener_app");
      }
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.body()).doesNotContain("permission", "events", "postgres", "SQL");
      assertThat(lineOf(log, refused).toString()).contains("permission denied for table events");
    }
  }

  @Test
  void aRecordingIsAFileOfTheJvm() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + app.adminPort() + "/admin/jfr?seconds=1"))
            .header("Authorization", "Bearer " + Client.ADMIN_TOKEN)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    var first = app.http().sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    var second = app.http().sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(List.of(first.get(), second.get()))
        .extracting(HttpResponse::statusCode)
        .containsExactlyInAnyOrder(200, 409);
    byte[] recording = (first.get().statusCode() == 200 ? first : second).get().body();
    assertThat(new String(recording, 0, 3, StandardCharsets.US_ASCII)).isEqualTo("FLR");
    Path file = Files.write(lab.folder().resolve("one.jfr"), recording);
    assertThat(RecordingFile.readAllEvents(file))
        .isNotEmpty()
        .extracting(event -> event.getEventType().getName())
        .as("what runs beside the service, and how it was started")
        .doesNotContain("jdk.SystemProcess", "jdk.InitialEnvironmentVariable");
  }

  /** A page that led a browser here by its own name server, and one that guesses. */
  @Test
  void whoComesByAnotherNameOrWithoutTheTokenChangesAndRevealsNothing() throws IOException {
    for (String path : List.of("/admin/jfr?seconds=1", "/admin/cache/clear")) {
      assertThat(adminPost(path, "evil.example", Client.ADMIN_TOKEN)).as(path).contains(" 403 ");
      assertThat(adminPost(path, "127.0.0.1", "guessed")).as(path).contains(" 401 ");
      assertThat(adminPost(path, "127.0.0.1", "")).as(path).contains(" 401 ");
    }
    assertThat(adminPost("/admin/cache/clear", "127.0.0.1", Client.ADMIN_TOKEN))
        .as("so none of those was refused for what it asked")
        .contains(" 204 ");
  }

  /** The status line for a request whose Host and Origin are what Java's client would not send. */
  private static String adminPost(String path, String host, String token) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", app.adminPort())) {
      socket.setSoTimeout(30_000);
      String request =
          "POST %s HTTP/1.1\r\nHost: %s\r\nOrigin: https://evil.example\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\n\r\n"
              .formatted(path, host, token);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }
}
