package dev.labctl.prometheus;

import dev.labctl.http.WebClient;
import dev.labctl.json.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JacksonException;

/**
 * Asks Prometheus, now or about a stretch of time. A query that fails is an answer too ({@link
 * QueryAnswer.Failed}, {@link PrometheusResponse#succeeded}): a run goes on without it.
 */
public final class PrometheusClient implements AutoCloseable {
  /** What watches a run asks every second, and would rather miss an answer than wait for it. */
  private static final Duration WATCHING = Duration.ofSeconds(2);

  private final WebClient http;
  private final URI server;

  /** For what watches a run. */
  public PrometheusClient(URI server) {
    this(server, WATCHING);
  }

  /**
   * @param timeout of one query, connecting included
   */
  public PrometheusClient(URI server, Duration timeout) {
    this.server = server;
    this.http = new WebClient(timeout);
  }

  /** What a query gave. */
  public sealed interface QueryAnswer {
    /** The samples of the vector; none when nothing matched. A scalar is one sample. */
    record Samples(List<Sample> samples) implements QueryAnswer {
      public Samples {
        samples = List.copyOf(samples);
      }
    }

    /**
     * Prometheus did not answer, or refused the query.
     *
     * @param refused whether the query itself is at fault: asked again, it fails again
     */
    record Failed(String reason, boolean refused) implements QueryAnswer {
      /** No answer. */
      public Failed(String reason) {
        this(reason, false);
      }
    }
  }

  /** Asks now. */
  public QueryAnswer query(String promql) {
    PrometheusResponse response = ask("/api/v1/query", promql, "");
    return response.succeeded()
        ? new QueryAnswer.Samples(response.vector())
        : new QueryAnswer.Failed(response.failure(), response.refused());
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
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return switch (http.send(request)) {
      case WebClient.HttpReply.NoResponse(String why, _) ->
          PrometheusResponse.noAnswer(server + ": " + why);
      case WebClient.HttpReply.Response(int status, _, String body) -> read(status, body);
    };
  }

  private static PrometheusResponse read(int status, String body) {
    try {
      return PrometheusResponse.of(status, Json.lines().readTree(body));
    } catch (JacksonException e) {
      return PrometheusResponse.failed("the answer is not JSON: " + e.getOriginalMessage());
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
