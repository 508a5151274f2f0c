package dev.labctl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreloaderTest {
  private final Map<String, String> codes = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private volatile int everyNthFails = Integer.MAX_VALUE;
  private volatile int failure = 503;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/api/links", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      String target =
          Json.lines().readTree(exchange.getRequestBody().readAllBytes()).path("target").asString();
      boolean fails = requests.incrementAndGet() % everyNthFails == 0;
      String code = codes.computeIfAbsent(key, k -> "c" + next.incrementAndGet());
      byte[] body =
          Json.lines()
              .writeValueAsString(
                  fails ? Map.of("title", "no") : Map.of("code", code, "target", target))
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(fails ? failure : 201, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Preloader preloader(Duration deadline) {
    URI entry = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new Preloader(entry, deadline);
  }

  @Test
  void createsEveryLinkOnceAndInOrder() {
    AtomicInteger seen = new AtomicInteger();

    List<Link> links = preloader(Duration.ofSeconds(5)).create("run", "preload", 200, seen::set);

    assertThat(links).hasSize(200).doesNotHaveDuplicates();
    assertThat(links.get(7).target()).isEqualTo("https://load.example/run/preload/7");
    assertThat(links.get(7).code()).isEqualTo(codes.get("run-preload-7"));
    assertThat(seen).hasValue(200);
  }

  @Test
  void sendsAgainWithTheSameKeyWhatWasRefusedForAWhile() {
    everyNthFails = 3;

    List<Link> links = preloader(Duration.ofSeconds(5)).create("run", "preload", 50, n -> {});

    assertThat(links).hasSize(50);
    assertThat(codes).hasSize(50);
    assertThat(requests.get()).isGreaterThan(50);
  }

  @Test
  void givesUpAtTheDeadlineSayingWhatItSawLast() {
    everyNthFails = 1;

    assertThatThrownBy(() -> preloader(Duration.ofSeconds(1)).create("run", "preload", 20, n -> {}))
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE))
        .hasMessageContaining("not within 1.0 s")
        .hasMessageContaining("503");
  }

  @Test
  void doesNotRepeatWhatIsRefusedForGood() {
    everyNthFails = 1;
    failure = 422;

    assertThatThrownBy(() -> preloader(Duration.ofSeconds(5)).create("run", "p", 1, n -> {}))
        .hasMessageContaining("was answered with 422")
        .hasMessageContaining("must be 201");
    assertThat(requests).hasValue(1);
  }
}
