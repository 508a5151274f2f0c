package dev.labctl.report.evidence;

import dev.labctl.json.Json;
import dev.labctl.report.evidence.Query.Kind;
import dev.labctl.timeline.Event;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * Asks Prometheus what a run's report is drawn from. A query that fails is kept as a failure, which
 * makes the result inconclusive; it never costs the rest of the run.
 */
public final class EvidenceCollector {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final String NO_ANSWER = "failed: no answer: ";

  private final URI prometheus;

  /**
   * @param prometheus its base address
   */
  public EvidenceCollector(URI prometheus) {
    this.prometheus = prometheus;
  }

  /**
   * Asks everything about the run that a timeline tells of, up to its last event.
   *
   * @param withLoad whether the scenario has streams, hence client metrics
   */
  public Evidence collect(boolean withLoad, List<Event> timeline) {
    Instant end =
        timeline.stream()
            .map(Event::at)
            .max(Comparator.naturalOrder())
            .orElseThrow(() -> new IllegalArgumentException("the timeline has no event"))
            .plusSeconds(1)
            .truncatedTo(ChronoUnit.SECONDS);
    Instant first = timeline.getFirst().at();
    Instant start =
        timeline.stream()
            .filter(Event.LoadStarted.class::isInstance)
            .map(Event::at)
            .findFirst()
            .orElse(first)
            .truncatedTo(ChronoUnit.SECONDS);
    String run =
        timeline.stream()
            .filter(Event.RunStarted.class::isInstance)
            .map(e -> ((Event.RunStarted) e).id())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("the timeline does not name its run"));
    long seconds = Duration.between(first, end).toSeconds();
    var queries = new ArrayList<>(Queries.always(seconds));
    if (withLoad) {
      queries.addAll(Queries.withLoad(run, seconds + 60));
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      List<PrometheusAnswer> answers = new ArrayList<>();
      boolean gone = false;
      for (Query query : queries) {
        PrometheusAnswer answer =
            gone ? unasked(query, start, end) : ask(client, query, start, end);
        gone = gone || answer.status().startsWith(NO_ANSWER);
        answers.add(answer);
      }
      return new Evidence(answers);
    }
  }

  /**
   * Where one query got no answer the rest would cost their whole timeouts, one after the other.
   */
  private static PrometheusAnswer unasked(Query query, Instant start, Instant end) {
    boolean range = query.kind() == Kind.RANGE;
    return new PrometheusAnswer(
        query.id(),
        query.promql(),
        query.kind(),
        range ? start : end,
        end,
        range ? 1 : 0,
        NO_ANSWER + "not asked, an earlier query had no answer",
        NullNode.getInstance());
  }

  private PrometheusAnswer ask(HttpClient client, Query query, Instant start, Instant end) {
    boolean range = query.kind() == Kind.RANGE;
    String form =
        "query="
            + URLEncoder.encode(query.promql(), StandardCharsets.UTF_8)
            + (range
                ? "&start=" + start.getEpochSecond() + "&end=" + end.getEpochSecond() + "&step=1"
                : "&time=" + end.getEpochSecond());
    HttpRequest request =
        HttpRequest.newBuilder(prometheus.resolve(range ? "/api/v1/query_range" : "/api/v1/query"))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    String status;
    JsonNode body = NullNode.getInstance();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      body = Json.lines().readTree(response.body());
      status =
          response.statusCode() == 200
                  && body.path("status").asString("").equals(PrometheusAnswer.SUCCESS)
              ? PrometheusAnswer.SUCCESS
              : "failed: HTTP " + response.statusCode() + " " + body.path("error").asString("");
    } catch (IOException e) {
      status = NO_ANSWER + prometheus + ": " + e;
    } catch (JacksonException e) {
      status = "failed: the answer is not JSON: " + e.getOriginalMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      status = "failed: interrupted";
    }
    return new PrometheusAnswer(
        query.id(),
        query.promql(),
        query.kind(),
        range ? start : end,
        end,
        range ? 1 : 0,
        status,
        body);
  }
}
