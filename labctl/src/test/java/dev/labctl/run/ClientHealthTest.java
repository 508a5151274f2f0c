package dev.labctl.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.spec.ScenarioFiles;
import dev.labctl.spec.ScenarioReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The run ends a recovery by the rule that the report finds {@code healthyAt} by. */
class ClientHealthTest {
  private static final long START = 1_795_482_000;

  /** A second passes with each look at it. */
  private final AtomicLong now = new AtomicLong(START * 1000);

  private final InstantSource clock = () -> Instant.ofEpochMilli(now.getAndAdd(250));
  private HttpServer prometheus;

  /** Failed of 20 requests in the second that ends then. */
  private LongToIntFunction errors = _ -> 0;

  private volatile boolean scraped = true;

  @BeforeEach
  void start() throws IOException {
    prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    prometheus.createContext(
        "/api/v1/query_range",
        exchange -> {
          String form =
              URLDecoder.decode(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                  StandardCharsets.UTF_8);
          byte[] body = answer(form).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    prometheus.start();
  }

  @AfterEach
  void stop() {
    prometheus.stop(0);
  }

  @Test
  void fiveGoodSecondsInARowAreHealth() {
    assertThat(await(60)).isTrue();
    assertThat(passed()).isBetween(5L, 8L);
  }

  @Test
  void aBadSecondBeginsTheCountAnew() {
    errors = s -> s == START + 4 ? 1 : 0;

    assertThat(await(60)).isTrue();
    assertThat(passed()).isBetween(9L, 12L);
  }

  @Test
  void errorsThatGoOnAreNoHealth() {
    errors = _ -> 1;

    assertThat(await(30)).isFalse();
  }

  @Test
  void noDataIsNoHealth() {
    scraped = false;

    assertThat(await(30)).isFalse();
  }

  private boolean await(int seconds) {
    var smoke =
        new ScenarioReader(Map.of())
            .read(new ScenarioFiles(Path.of("..").toAbsolutePath().normalize()).find("smoke"));
    try (var client =
        new PrometheusClient(URI.create("http://127.0.0.1:" + prometheus.getAddress().getPort()))) {
      return new ClientHealth(client, clock, "run-1", smoke)
          .await(Instant.ofEpochSecond(START + seconds), new Abort());
    }
  }

  private long passed() {
    return now.get() / 1000 - START;
  }

  private String answer(String form) {
    long from = number(form, "start");
    long to = number(form, "end");
    String series;
    if (form.contains("up{job")) {
      series = scraped ? series("job", "gatling", from, to, _ -> 1) : "";
    } else if (form.contains("client_requests_total")) {
      series =
          series("outcome", "ok", from, to, s -> (int) (20 * (s - START)) - failed(s))
              + ","
              + series("outcome", "error", from, to, this::failed);
    } else {
      series =
          series("le", "0.01", from, to, s -> (int) (20 * (s - START)))
              + ","
              + series("le", "+Inf", from, to, s -> (int) (20 * (s - START)));
    }
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
        + series
        + "]}}";
  }

  private int failed(long second) {
    return LongStream.rangeClosed(START + 1, second).mapToInt(errors::applyAsInt).sum();
  }

  private static String series(
      String label, String value, long from, long to, LongToIntFunction values) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(s -> "[" + s + ",\"" + values.applyAsInt(s) + "\"]")
        .collect(
            Collectors.joining(
                ",", "{\"metric\":{\"" + label + "\":\"" + value + "\"},\"values\":[", "]}"));
  }

  private static long number(String form, String name) {
    String rest = form.substring(form.indexOf("&" + name + "=") + name.length() + 2);
    int end = rest.indexOf('&');
    return Long.parseLong(end < 0 ? rest : rest.substring(0, end));
  }
}
