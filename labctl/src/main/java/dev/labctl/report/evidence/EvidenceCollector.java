package dev.labctl.report.evidence;

import dev.labctl.exit.LabctlException;
import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.prometheus.PrometheusResponse;
import dev.labctl.report.evidence.Query.QueryKind;
import dev.labctl.timeline.Event;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Asks Prometheus what a run's report is drawn from. A query that fails is kept as a failure, which
 * makes the result inconclusive; it never costs the rest of the run.
 */
public final class EvidenceCollector {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Once there was no answer, the rest would cost their whole timeouts, one after the other. */
  private static final PrometheusResponse UNASKED =
      PrometheusResponse.noAnswer("not asked, an earlier query had no answer");

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
    try (PrometheusClient client = new PrometheusClient(prometheus, TIMEOUT)) {
      List<PrometheusAnswer> answers = new ArrayList<>();
      boolean gone = false;
      for (Query query : queries) {
        PrometheusResponse response = gone ? UNASKED : ask(client, query, start, end);
        gone = gone || response.unanswered();
        answers.add(answer(query, start, end, response));
      }
      return new Evidence(answers);
    }
  }

  private static PrometheusResponse ask(
      PrometheusClient client, Query query, Instant start, Instant end) {
    try {
      return switch (query.kind()) {
        case RANGE -> client.range(query.promql(), start, end);
        case INSTANT -> client.at(query.promql(), end);
      };
    } catch (LabctlException e) {
      // What ended the run, a failed undo for one, must not be hidden by what could not be asked.
      return PrometheusResponse.failed(String.valueOf(e.getMessage()));
    }
  }

  private static PrometheusAnswer answer(
      Query query, Instant start, Instant end, PrometheusResponse response) {
    boolean range = query.kind() == QueryKind.RANGE;
    return new PrometheusAnswer(
        query.id(),
        query.promql(),
        query.kind(),
        range ? start : end,
        end,
        range ? 1 : 0,
        response.status(),
        response.body());
  }
}
