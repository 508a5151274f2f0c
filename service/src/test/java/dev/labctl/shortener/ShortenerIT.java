package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The interface on healthy servers. */
class ShortenerIT {
  private static final String TARGET = "https://load.example/a?b=c#d";

  /** Sooner than an instance looks again by itself, after 5 s: it has been told. */
  private static final Duration TOLD = Duration.ofSeconds(4);

  private static Lab lab;
  private static Client one;
  private static Client two;

  @BeforeAll
  static void start() {
    lab = new Lab().start();
    one = lab.app("one");
    two = lab.app("two");
    await().until(() -> one.admin("/health/ready").body().matches(".*(true.*){3}"));
    await().until(two::ready);
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void aCreatedLinkRedirectsFromEveryTier() {
    Answer created = one.create(TARGET);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Location")).endsWith("/" + created.code());
    assertThat(created.body()).contains("\"target\":\"" + TARGET + "\"", "\"createdAt\":\"2");

    assertRedirect(one.redirect(created.code()), "L1", "l1");
    assertRedirect(two.redirect(created.code()), "HIT", "redis");
    assertRedirect(two.redirect(created.code()), "L1", "l1");
    two.clearL1();
    lab.redis().flush(0);
    // The standby waits for WAL to be flushed, not applied: until then the primary answers.
    assertThat(two.redirect(created.code()).header("Location")).isEqualTo(TARGET);
    await()
        .untilAsserted(
            () -> {
              two.clearL1();
              lab.redis().flush(0);
              assertRedirect(two.redirect(created.code()), "MISS", "replica");
            });
  }

  @Test
  void aLinkIsReadableAtOnceThoughTheReplicaLags() {
    lab.postgres().execute(1, "postgres", "select pg_wal_replay_pause()");
    try {
      Answer created = one.create(TARGET);
      lab.redis().flush(0);
      assertRedirect(two.redirect(created.code()), "MISS", "primary");
    } finally {
      lab.postgres().execute(1, "postgres", "select pg_wal_replay_resume()");
    }
  }

  @Test
  void aKeyMakesOneLinkHoweverOftenItIsSent() throws Exception {
    List<Answer> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> sent = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Client client = i % 2 == 0 ? one : two;
        sent.add(threads.submit(() -> client.create(TARGET, "one-key")));
      }
      for (Future<Answer> answer : sent) {
        answers.add(answer.get());
      }
    }
    assertThat(answers).extracting(Answer::status).containsOnly(200, 201);
    assertThat(answers).filteredOn(a -> a.status() == 201).hasSize(1);
    assertThat(answers).extracting(Answer::code).containsOnly(answers.getFirst().code());
    assertThat(
            lab.postgres()
                .number(
                    0, "shortener", "select count(*) from links where idempotency_key = 'one-key'"))
        .isEqualTo(1);
  }

  @Test
  void aKeyWithAnotherTargetIsRefused() {
    one.create(TARGET, "reused");
    Answer answer = two.create("https://other.example/", "reused");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void aDeletedLinkIsGoneHereAtOnceAndElsewhereBeforeACopyGrowsOld() {
    String code = one.create(TARGET).code();
    assertThat(two.redirect(code).status()).isEqualTo(302);
    assertThat(one.delete(code).status()).isEqualTo(204);
    assertThat(one.redirect(code).status()).isEqualTo(404);
    await().atMost(TOLD).until(() -> two.redirect(code).status() == 404);
    assertThat(one.delete(code).status()).isEqualTo(404);
  }

  @Test
  void badInputIsAProblemThatNamesTheRule() {
    assertProblem(one.create("ftp://x"), 400, "http or https");
    assertProblem(one.create("https://x/" + "a".repeat(9000)), 400, "8192");
    assertProblem(one.post("/api/links", "{"), 400, "not JSON");
    assertProblem(one.post("/api/links", "[]"), 400, "no JSON object");
    assertProblem(one.post("/api/links", "{}"), 400, "no string 'target'");
    assertProblem(one.post("/api/links", ""), 400, "body is empty");
    assertProblem(one.create(TARGET, "k".repeat(201)), 400, "200");
    assertProblem(one.post("/api/links", "x".repeat(70_000)), 413, "Too Large");
    assertProblem(one.redirect("favicon.ico"), 404, "no such link");
    assertProblem(one.redirect("metrics"), 404, "no such link");
    assertProblem(one.redirect("0000001"), 404, "no such link");
    assertProblem(one.redirect("a/b/c"), 404, "no such link");
  }

  @Test
  void theServicesRoleCannotChangeTheSchema() {
    assertThat(
            lab.postgres()
                .number(
                    0,
                    "shortener",
                    "select count(*) from pg_tables where schemaname = 'public'"
                        + " and tableowner = 'shortener_app'"))
        .isZero();
    assertThat(
            lab.postgres()
                .number(
                    0,
                    "shortener",
                    "select has_schema_privilege('shortener_app', 'public', 'create')::int"
                        + " + has_table_privilege('shortener_app', 'links', 'truncate')::int"))
        .isZero();
  }

  @Test
  void metricsCountByRouteAndSource() {
    String code = one.create(TARGET).code();
    one.redirect(code);
    assertThat(one.admin("/metrics").body())
        .containsPattern(
            "http_server_request_duration_seconds_bucket\\{http_request_method=\"GET\","
                + "http_response_status_code=\"302\",http_route=\"/\\{code}\",le=\"0.1\"} [1-9]")
        .containsPattern(
            "http_server_request_duration_seconds_count\\{http_request_method=\"POST\","
                + "http_response_status_code=\"201\",http_route=\"/api/links\"} [1-9]")
        .containsPattern("shortener_redirects_total\\{source=\"l1\"} [1-9]")
        .containsPattern("shortener_links_created_total [1-9]")
        .contains("shortener_redirects_total{source=\"primary\"}")
        .contains("shortener_breaker_open{dependency=\"redis\"} 0.0")
        .contains("shortener_pool_connections{pool=\"primary\",state=\"idle\"}")
        .containsPattern("shortener_pool_wait_seconds_count\\{pool=\"primary\"} [1-9]")
        .contains("shortener_pool_timeouts_total{pool=\"replica\"}")
        .contains("shortener_build_info{version=")
        .contains("jvm_memory_used_bytes");
  }

  private static void assertRedirect(Answer answer, String cache, String source) {
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo(TARGET);
    assertThat(answer.header("X-Cache")).isEqualTo(cache);
    assertThat(answer.header("X-Cache-Source")).isEqualTo(source);
  }

  private static void assertProblem(Answer answer, int status, String detail) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body()).contains("\"status\":" + status, detail).doesNotContain("Exception");
  }
}
