package dev.labctl.shortener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Redis freezes: slower at first, no error; then Sentinel names another master. */
class RedisFailureIT {
  private static Lab lab;
  private static Client client;

  @BeforeAll
  static void start() {
    lab = new Lab().start();
    client = lab.app("one");
    await().atMost(Duration.ofSeconds(10)).until(client::ready);
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void aFrozenMasterCostsMillisecondsAndTheNextMasterIsFound() {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      codes.add(client.create("https://load.example/" + i).code());
    }
    client.clearL1();

    lab.redis().server(0).freeze();
    long frozenAt = System.nanoTime();
    Duration slowest = Duration.ZERO;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      codes.subList(0, 5).forEach(code -> threads.execute(() -> client.redirect(code)));
      await().pollInterval(Duration.ofMillis(10)).until(RedisFailureIT::breakerIsOpen);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - frozenAt)).isLessThan(Duration.ofMillis(500));
    for (String code : codes) {
      slowest = max(slowest, assertRedirects(code));
    }
    assertThat(slowest).isLessThan(Duration.ofMillis(1000));
    assertThat(client.create("https://load.example/new").status()).isEqualTo(201);
    assertThat(client.ready()).isTrue();

    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              client.clearL1();
              Answer answer = client.redirect(codes.getFirst());
              assertThat(answer.status()).isEqualTo(302);
              return answer.header("X-Cache-Source").equals("redis");
            });
    assertThat(breakerIsOpen()).isFalse();
    lab.redis().server(0).thaw();
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

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
