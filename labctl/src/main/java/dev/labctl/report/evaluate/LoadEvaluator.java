package dev.labctl.report.evaluate;

import dev.labctl.report.model.Report;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Operation;
import dev.labctl.spec.Scenario.Popularity;
import dev.labctl.timeline.Event;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the load was and how it was answered, stream by stream. */
final class LoadEvaluator {
  private final Scenario scenario;
  private final RunFacts facts;
  private final ClientCounters client;
  private final PhaseCalendar phases;

  LoadEvaluator(Scenario scenario, RunFacts facts, ClientCounters client, PhaseCalendar phases) {
    this.scenario = scenario;
    this.facts = facts;
    this.client = client;
    this.phases = phases;
  }

  Report.LoadResult load() {
    Optional<Event.LoadEnded> end = facts.first(Event.LoadEnded.class);
    return new Report.LoadResult(
        end.map(Event.LoadEnded::offered).orElse(null),
        end.map(Event.LoadEnded::achieved).orElse(null),
        end.map(Event.LoadEnded::dropped).orElse(null),
        end.map(Event.LoadEnded::failed).orElse(null),
        client.present()
            ? scenario.load().streams().stream().map(this::stream).toList()
            : List.of());
  }

  private Report.StreamResult stream(Scenario.Stream stream) {
    return new Report.StreamResult(
        stream.name(),
        stream.operation().name().toLowerCase(Locale.ROOT),
        phases.names().stream().map(p -> phase(p, Selection.of(stream.name(), p))).toList());
  }

  private Report.Phase phase(String name, Selection selection) {
    return new Report.Phase(
        name,
        client.requests(selection),
        client.errors(selection),
        client.serviceTimes(selection),
        client.responseTimes(selection));
  }

  Report.Cache cache() {
    Selection all = Selection.of(null, PhaseCalendar.ALL);
    if (!client.present()) {
      return new Report.Cache(null, new Report.Sources(null, null, null, null), null);
    }
    return new Report.Cache(
        client.hitRatio(all),
        new Report.Sources(
            client.answeredFrom(all, "l1"),
            client.answeredFrom(all, "redis"),
            client.answeredFrom(all, "replica"),
            client.answeredFrom(all, "primary")),
        client.tellsFirstRedirects() ? client.repeatHitRatio(all) : null);
  }

  /** Of the first redirect stream that has tiers; the others ask for links alike. */
  Report.Skew skew() {
    return scenario.load().streams().stream()
        .filter(s -> s.operation() == Operation.REDIRECT && !asked(s.popularity()).isEmpty())
        .findFirst()
        .map(s -> skew(s.name(), asked(s.popularity())))
        .orElse(new Report.Skew(List.of(), List.of()));
  }

  private Report.Skew skew(String stream, List<Double> asked) {
    List<Long> counts =
        IntStream.range(0, asked.size()).mapToObj(t -> client.inTier(stream, t)).toList();
    double all = counts.stream().mapToLong(Long::longValue).sum();
    return new Report.Skew(
        asked, all == 0 ? List.of() : counts.stream().map(c -> c / all).toList());
  }

  /** Without the binary noise of 1 - 0.8. */
  private static double complement(double share) {
    return java.math.BigDecimal.ONE.subtract(java.math.BigDecimal.valueOf(share)).doubleValue();
  }

  private static List<Double> asked(Popularity popularity) {
    return switch (popularity) {
      case Popularity.Uniform() -> List.of();
      case Popularity.Hottest(int _) -> List.of();
      case Popularity.Tiers(List<Scenario.Tier> tiers) ->
          tiers.stream().map(Scenario.Tier::traffic).toList();
      case Popularity.Pareto(double _, double share) -> List.of(share, complement(share));
    };
  }
}
