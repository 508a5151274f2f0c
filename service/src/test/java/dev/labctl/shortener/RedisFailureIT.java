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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;

/** Redis freezes: slower at first, no error; then Sentinel names another master. */
@Isolated
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisFailureIT {
  private static final int REDIRECTS = 200;

  /** What a redirect waits for Redis at most. */
  private static final Duration REDIS_LIMIT = Duration.ofMillis(150);

  private static final Duration SILENCE = Duration.ofSeconds(2);
  private static Lab lab;
  private static Client client;
  private static Client other;

  @BeforeAll
  static void start() {
    lab = new Lab().start();
    client = lab.app("one");
    other = lab.app("two");
    lab.redis().bear(SILENCE);
    await().until(client::ready);
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  @Order(1)
  void aLinkStaysUntilThereIsNoRoom() {
    String code = client.create("https://load.example/kept").code();
    assertThat(lab.redis().lifetime(0, "link:" + code)).isEqualTo(-1);
  }

  @Test
  @Order(2)
  void whileTheMasterIsSlowRedirectsDoNotWaitForIt() {
    String code = client.create("https://load.example/slow").code();
    Duration normal = median(code);
    lab.redis().bear(Duration.ofMinutes(1)); // slow, and no other master
    try (var pauses = Executors.newSingleThreadScheduledExecutor()) {
      var pausing =
          pauses.scheduleWithFixedDelay(
              () -> lab.redis().pause(0, Duration.ofSeconds(2)), 0, 10, TimeUnit.MILLISECONDS);
      await()
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                client.clearL1();
                assertRedirects(code);
                return breakerIsOpen();
              });
      assertThat(median(code)).isLessThan(normal.plus(REDIS_LIMIT));
      pausing.cancel(false);
    }
    await().until(() -> !breakerIsOpen());
    lab.redis().bear(SILENCE);
  }

  @Test
  @Order(3)
  void anEditThatTheLostMasterNeverHeardOfReachesTheNextOne() {
    String code = client.create("https://old.example/").code();
    assertThat(other.redirect(code).header("Location")).isEqualTo("https://old.example/");
    int lost = lab.redis().master();
    lab.redis().server(lost).freeze();
    String edit = "{\"target\":\"https://new.example/\"}";
    assertThat(client.send("PATCH", "/api/links/" + code, edit).status()).isEqualTo(200);
    await().until(() -> lab.redis().master() != lost);
    // The next master still has the old target, and would keep it.
    await()
        .until(
            () -> {
              String made = client.create("https://load.example/" + System.nanoTime()).code();
              return lab.redis().lifetime(1 - lost, "link:" + made) == -1;
            });
    await().until(() -> other.redirect(code).header("Location").equals("https://new.example/"));
    other.clearL1();
    assertThat(other.redirect(code).header("Location")).isEqualTo("https://new.example/");
    lab.redis().server(lost).thaw();
    await().ignoreExceptions().until(() -> lab.redis().lifetime(lost, "link:" + code) != -2);
  }

  private static Duration median(String code) {
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < REDIRECTS; i++) {
      client.clearL1();
      took.add(assertRedirects(code));
    }
    took.sort(Duration::compareTo);
    return took.get(REDIRECTS / 2);
  }

  @Test
  @Order(4)
  void aFrozenMasterFailsNoRedirectAndTheNextMasterIsFound() {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      codes.add(client.create("https://load.example/" + i).code());
    }
    client.clearL1();

    int master = lab.redis().master();
    lab.redis().server(master).freeze();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      await()
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                client.clearL1();
                codes.subList(0, 5).forEach(code -> threads.execute(() -> client.redirect(code)));
                return breakerIsOpen();
              });
    }
    codes.forEach(RedisFailureIT::assertRedirects);
    assertThat(client.create("https://load.example/new").status()).isEqualTo(201);
    assertThat(client.ready()).isTrue();

    await()
        .until(
            () -> {
              client.clearL1();
              Answer answer = client.redirect(codes.getFirst());
              assertThat(answer.status()).isEqualTo(302);
              return answer.header("X-Cache-Source").equals("redis");
            });
    assertThat(breakerIsOpen()).isFalse();
    lab.redis().server(master).thaw();
  }

  private static boolean breakerIsOpen() {
    return client
        .admin("/metrics")
        .body()
        .contains("shortener_breaker_open{dependency=\"redis\"} 1.0");
  }

  private static Duration assertRedirects(String code) {
    Answer answer = client.redirect(code);
    assertThat(answer.status()).isEqualTo(302);
    return answer.took();
  }
}
