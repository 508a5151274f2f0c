package dev.labctl.prometheus;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JacksonException;

/**
 * Asks Prometheus, now or about a stretch of time. A query that fails is an answer too ({@link
 * Answer.Failed}, {@link PrometheusResponse#succeeded}): a run goes on without it.
 */
public final class PrometheusClient implements AutoCloseable {
  /** What watches a run asks every second, and would rather miss an answer than wait for it. */
  private static final Duration WATCHING = Duration.ofSeconds(2);

  private final HttpClient http;
  private final URI server;
  private final Duration timeout;

  /** For what watches a run. */
  public PrometheusClient(URI server) {
    this(server, WATCHING);
  }

  /**
   * @param timeout of one query, connecting included
   */
  public PrometheusClient(URI server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout.dividedBy(2))
            .build();
  }

  /** What a query gave. */
  public sealed interface Answer {
    /** The samples of the vector; none when nothing matched. A scalar is one sample. */
    record Samples(List<Sample> samples) implements Answer {
      public Samples {
        samples = List.copyOf(samples);
      }
    }

    /** Prometheus did not answer, or refused the query. */
    record Failed(String reason) implements Answer {}
  }

  /** Asks now. */
  public Answer query(String promql) {
    PrometheusResponse response = ask("/api/v1/query", promql, "");
    return response.succeeded()
        ? new Answer.Samples(response.vector())
        : new Answer.Failed(response.failure());
  }

  /** Asks about one instant. */
  public PrometheusResponse at(String promql, Instant time) {
    return ask("/api/v1/query", promql, "&time=" + time.getEpochSecond());
  }

  /** Asks about every second from one instant to another, both included. */
  public PrometheusResponse range(String promql, Instant start, Instant end) {
    return ask(
        "/api/v1/query_range",
        promql,
        "&start=" + start.getEpochSecond() + "&end=" + end.getEpochSecond() + "&step=1");
  }

  private PrometheusResponse ask(String path, String promql, String time) {
    String form = "query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8) + time;
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(timeout)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return PrometheusResponse.of(response.statusCode(), Json.lines().readTree(response.body()));
    } catch (IOException e) {
      return PrometheusResponse.noAnswer(server + ": " + e);
    } catch (JacksonException e) {
      return PrometheusResponse.failed("the answer is not JSON: " + e.getOriginalMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted while asking " + server, e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
