package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;

/** One story on one pair of servers: each part leaves what the next one needs. */
@Isolated
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PostgresFailureIT {
  // The service's own are 1.5 s and 1.8 s; the rest is the machine's. A frozen server never
  // answers.
  private static final Duration LIMIT = Duration.ofSeconds(6);
  private static final List<String> CODES = new ArrayList<>();
  private static Lab lab;
  private static Client client;
  private static String key;

  @BeforeAll
  static void start() {
    lab = new Lab().start();
    client = lab.app("one");
    lab.redis().bear(Duration.ofSeconds(2));
    await().until(client::ready);
    key = Admins.key(client, lab.config("admin", client.port(), client.adminPort()), "root");
    for (int i = 0; i < 40; i++) {
      CODES.add(client.create("https://load.example/" + i).code());
    }
    await().until(() -> cold(CODES.getFirst(), "replica"));
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  @Order(1)
  void aFrozenReplicaIsPassedOver() {
    lab.postgres().server(1).freeze();
    forgetAll();
    for (String code : CODES) {
      assertRedirects(client.redirect(code));
    }
    // Its primary cannot commit without it: no acknowledgement, and no waiting without end.
    Answer refused = client.create("https://load.example/stuck", "stuck");
    assertRefused(refused);
    lab.postgres().server(1).thaw();
    await().until(() -> cold(CODES.getFirst(), "replica"));
    await().until(() -> client.create("https://load.example/stuck", "stuck").status() < 300);
    assertThat(
            lab.postgres()
                .number(
                    0, "shortener", "select count(*) from links where idempotency_key = 'stuck'"))
        .isEqualTo(1);
  }

  @Test
  @Order(2)
  void aFrozenNodeRefusesCreatesAndFailsNoRedirect() throws Exception {
    forgetAll();
    lab.postgres().server(0).freeze();
    lab.redis().server(0).freeze();
    Queue<Answer> redirects = new ConcurrentLinkedQueue<>();
    try (var clock = Executors.newSingleThreadScheduledExecutor();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // Open model: a slow answer delays no other question.
      Iterator<String> codes = Stream.generate(() -> CODES).flatMap(List::stream).iterator();
      var asking =
          clock.scheduleAtFixedRate(
              () -> {
                String code = codes.next();
                threads.execute(() -> redirects.add(client.redirect(code)));
              },
              0,
              20,
              TimeUnit.MILLISECONDS);
      var forgetting = clock.scheduleAtFixedRate(client::clearL1, 250, 250, TimeUnit.MILLISECONDS);
      List<Future<Answer>> creates = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        creates.add(threads.submit(() -> client.create("https://load.example/lost")));
      }
      for (Future<Answer> create : creates) {
        assertRefused(create.get());
      }
      await().until(() -> redirects.size() >= 200);
      asking.cancel(false);
      forgetting.cancel(false);
    }
    assertThat(redirects).allSatisfy(PostgresFailureIT::assertRedirects);
    assertThat(client.send("GET", "/api/users/me/links", "", "X-Api-Key", key).status())
        .as("a replica knows the key")
        .isEqualTo(200);
    assertRefused(client.post("/api/tokens", "{\"name\":\"root\",\"password\":\"any\"}"));
    assertThat(client.ready()).isTrue();
  }

  @Test
  @Order(3)
  void createsResumeAfterAPromotionAndNoneIsAcknowledgedTwice() {
    Map<String, Set<String>> acknowledged = new ConcurrentHashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        String key = "again-" + i % 20; // two clients for each
        threads.execute(
            () ->
                await()
                    .pollInterval(Duration.ofMillis(20))
                    .until(
                        () -> {
                          Answer answer = client.create("https://load.example/again", key);
                          if (answer.status() >= 300) {
                            assertRefused(answer);
                            return false;
                          }
                          acknowledged
                              .computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet())
                              .add(answer.code());
                          return true;
                        }));
      }
      lab.postgres().promoteStandby();
      await()
          .pollInterval(Duration.ofMillis(50))
          .until(() -> client.create("https://load.example/after").status() == 201);
    }
    assertThat(acknowledged).hasSize(20).allSatisfy((key, codes) -> assertThat(codes).hasSize(1));
    assertThat(
            lab.postgres()
                .texts(1, "shortener", "select code from links where idempotency_key ~ '^again-'"))
        .containsExactlyInAnyOrderElementsOf(
            acknowledged.values().stream().flatMap(Set::stream).toList());
    for (String code : CODES) {
      assertRedirects(client.redirect(code));
    }
  }

  @Test
  @Order(4)
  void knownCodesRedirectWithoutPostgresAndThenWithoutRedis() {
    for (String code : CODES) {
      await()
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                client.clearL1();
                return client.redirect(code).header("X-Cache-Source").equals("redis");
              });
    }
    lab.postgres().server(0).kill();
    lab.postgres().server(1).kill();
    client.clearL1();
    for (String code : CODES) {
      Answer answer = client.redirect(code);
      assertRedirects(answer);
      assertThat(answer.header("X-Cache-Source")).isEqualTo("redis");
    }
    assertRefused(client.create("https://load.example/none"));
    assertThat(client.redirect("0000001").status()).as("it may exist").isEqualTo(503);
    assertThat(client.ready()).isTrue();

    lab.redis().server(0).kill();
    lab.redis().server(1).kill();
    await().until(() -> !client.ready());
    // Older than 5 s by now or not: L1 is all there is, and it serves.
    for (String code : CODES) {
      assertRedirects(client.redirect(code));
    }
    assertThat(client.admin("/health/live").status()).isEqualTo(200);
  }

  private static boolean cold(String code, String source) {
    forgetAll();
    return client.redirect(code).header("X-Cache-Source").equals(source);
  }

  private static void forgetAll() {
    lab.redis().flush(0);
    client.clearL1();
  }

  private static void assertRedirects(Answer answer) {
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.took()).isLessThan(LIMIT);
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.took()).isLessThan(LIMIT);
  }
}
