package dev.labctl.report.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.labctl.prometheus.Sample;
import dev.labctl.timeline.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceCollectorTest {
  private static final Instant T0 = Instant.parse("2026-11-24T01:00:00.400Z");
  private static final List<Event> TIMELINE =
      List.of(
          new Event.RunStarted(
              T0.minusSeconds(20),
              "run-1",
              "smoke",
              "local",
              "local",
              1,
              1,
              "0.1.0",
              Map.of(),
              2,
              1,
              null),
          new Event.LoadStarted(T0),
          new Event.LoadEnded(T0.plusSeconds(60), 0, 1, 1, 0, 0));

  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private HttpServer prometheus;
  private String answer =
      "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}";
  private int status = 200;

  @BeforeEach
  void start() throws IOException {
    prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    prometheus.createContext(
        "/api/v1/",
        exchange -> {
          asked.add(
              exchange.getRequestURI().getPath()
                  + "?"
                  + URLDecoder.decode(
                      new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                      StandardCharsets.UTF_8));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
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
  void asksForEverySecondFromTheStartOfTheLoadToTheLastEvent() {
    collect(true);

    assertThat(asked)
        .anyMatch(
            q ->
                q.startsWith("/api/v1/query_range?")
                    && q.endsWith("&start=1795482000&end=1795482061&step=1"));
  }

  @Test
  void asksForTheLastValuesOfThisRunAlone() {
    collect(true);

    assertThat(asked)
        .contains(
            "/api/v1/query?query=last_over_time(client_requests_total{run=\"run-1\"}[140s])"
                + "&time=1795482061");
  }

  @Test
  void asksForNoClientMetricsWithoutLoad() {
    collect(false);

    assertThat(asked).isNotEmpty().noneMatch(q -> q.contains("client_"));
  }

  @Test
  void keepsARefusalAsAFailure() {
    status = 422;
    answer = "{\"status\":\"error\",\"error\":\"too many samples\"}";

    Evidence evidence = collect(true);

    assertThat(evidence.failures())
        .hasSameSizeAs(evidence.answers())
        .allSatisfy(a -> assertThat(a.status()).isEqualTo("failed: HTTP 422 too many samples"));
  }

  @Test
  void keepsGarbageAsAFailure() {
    answer = "<html>";

    assertThat(collect(true).failures())
        .isNotEmpty()
        .allSatisfy(a -> assertThat(a.status()).contains("not JSON"));
  }

  @Test
  void asksAPrometheusThatIsGoneOnceAndKeepsEveryQueryAsAFailure() {
    prometheus.stop(0);

    var statuses = collect(true).failures().stream().map(PrometheusAnswer::status).toList();
    assertThat(statuses).hasSizeGreaterThan(1).allMatch(s -> s.startsWith("failed: no answer"));
    assertThat(statuses).filteredOn(s -> s.contains("ConnectException")).hasSize(1);
  }

  @Test
  void readsBackWhatItStored(@TempDir Path folder) {
    answer =
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":"
            + "[{\"metric\":{\"stream\":\"s\"},\"value\":[1,\"+Inf\"]}]}}";
    Evidence evidence = collect(true);
    new EvidenceFolder(folder).store(evidence);

    Evidence read = new Evidence(new EvidenceFolder(folder).load().values());

    assertThat(read.answers()).isEqualTo(evidence.answers());
    assertThat(read.vector(Queries.REQUESTS))
        .containsExactly(new Sample(Map.of("stream", "s"), Double.POSITIVE_INFINITY));
  }

  @Test
  void aFolderThatIsNotThereHoldsNoEvidence(@TempDir Path folder) {
    assertThat(new EvidenceFolder(folder.resolve("none")).load().values()).isEmpty();
  }

  private Evidence collect(boolean withLoad) {
    return new EvidenceCollector(
            URI.create(
                "http://"
                    + prometheus.getAddress().getAddress().getHostAddress()
                    + ":"
                    + prometheus.getAddress().getPort()))
        .collect(withLoad, TIMELINE);
  }
}
