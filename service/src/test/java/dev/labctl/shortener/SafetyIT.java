package dev.labctl.shortener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import dev.labctl.shortener.servers.LogLines;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What answers and logs tell, and to whom. */
class SafetyIT {
  private static final String TARGET = "https://load.example/secret-path?token=hidden";
  private static Lab lab;
  private static Client app;

  @BeforeAll
  static void start() {
    lab = new Lab().start();
    app = lab.app("safe", "log: {successes: 100%}\n");
    await().atMost(Duration.ofSeconds(10)).until(app::ready);
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
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

      await().until(() -> log.lines().size() == 3);
      List<JsonNode> lines = log.lines().stream().map(new JsonMapper()::readTree).toList();
      assertThat(lines.get(0).get("request_id").stringValue()).isEqualTo("mine-1");
      assertThat(lines.get(0).get("route").stringValue()).isEqualTo("/api/links");
      assertThat(lines.get(1).get("request_id").stringValue())
          .isEqualTo(redirect.header("X-Request-Id"));
      assertThat(lines.get(1).get("code").stringValue()).isEqualTo(created.code());
      assertThat(lines.get(1).get("source").stringValue()).isEqualTo("l1");
      assertThat(lines.get(1).get("status").intValue()).isEqualTo(302);
      assertThat(lines.get(2).get("route").stringValue()).isEqualTo("unmatched");
      assertThat(lines.get(2).get("status").intValue()).isEqualTo(404);
      assertThat(log.lines()).noneMatch(line -> line.contains("hidden") || line.contains("127.0"));
    }
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
}
