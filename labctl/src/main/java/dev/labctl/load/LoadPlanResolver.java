package dev.labctl.load;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Endpoint;
import dev.labctl.load.LoadPlan.Bucket;
import dev.labctl.spec.LargestRemainder;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Operation;
import dev.labctl.spec.Scenario.Popularity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Makes the load plan of a scenario on a lab. Pure: the same input gives the same plan. */
public final class LoadPlanResolver {
  /** Names of the files that lie beside the plan. */
  public static final String LINKS_FILE = "links.tsv";

  /** The links of the warm-up, which no measured request touches. */
  public static final String WARMUP_LINKS_FILE = "warmup-links.tsv";

  /** What HAProxy answers itself, in its configuration; no code of a link has a slash. */
  static final String CONTROL_PATH = "/-/control";

  private static final double CONTROLS_PER_SECOND = 5;

  /** A request without an answer by then has failed (the contract's definition). */
  private static final double REQUEST_TIMEOUT_SECONDS = 2;

  private static final double LATE_LIMIT_SECONDS = 1;
  private static final double WARMUP_REDIRECTS_PER_SECOND = 30;
  private static final double WARMUP_CREATES_PER_SECOND = 2;

  private static final double FINEST_SECONDS = 0.001;
  private static final double BUCKET_FACTOR = 1.2;

  /** A response may take the late limit and the timeout together. */
  private static final double COARSEST_SECONDS = REQUEST_TIMEOUT_SECONDS + LATE_LIMIT_SECONDS;

  /**
   * Resolves.
   *
   * @param scenario with its stages as they shall be run, see {@link TimeScale}
   * @param entry where the load goes
   * @param metrics where Gatling shows what it measures
   * @param run the run's id
   * @param seed chooses the links
   * @throws LabctlException (usage) when the scenario has no load, or links too few for its skew
   */
  public LoadPlan resolve(Scenario scenario, URI entry, Endpoint metrics, String run, long seed) {
    Scenario.Load load = scenario.load();
    if (load.streams().isEmpty()) {
      throw LabctlException.usage(
          scenario.source() + ": no load to run; must have at least one stream");
    }
    return new LoadPlan(
        "labctl/v1",
        "LoadPlan",
        run,
        seed,
        entry.toString(),
        metrics.host(),
        metrics.port(),
        REQUEST_TIMEOUT_SECONDS,
        LATE_LIMIT_SECONDS,
        new LoadPlan.Warmup(
            seconds(load.warmup()),
            load.preloadLinks() > 0 ? WARMUP_REDIRECTS_PER_SECOND : 0,
            WARMUP_CREATES_PER_SECOND,
            WARMUP_LINKS_FILE),
        new LoadPlan.BalancerControl(CONTROL_PATH, CONTROLS_PER_SECOND),
        LINKS_FILE,
        bounds(scenario.objectives()),
        load.streams().stream().map(s -> stream(s, load.preloadLinks())).toList());
  }

  private static LoadPlan.PlannedStream stream(Scenario.Stream s, int links) {
    boolean creates = s.operation() == Operation.CREATE;
    return new LoadPlan.PlannedStream(
        s.name(),
        s.operation().name().toLowerCase(Locale.ROOT),
        s.start(),
        s.stages().stream()
            .map(t -> new LoadPlan.PlannedStage(seconds(t.length()), t.to()))
            .toList(),
        creates ? List.of() : buckets(s.popularity(), links),
        creates ? List.of() : tiers(s.popularity(), links));
  }

  private static List<Bucket> buckets(Popularity popularity, int links) {
    return switch (popularity) {
      case Popularity.Uniform() -> List.of(new Bucket(links, 1));
      case Popularity.Hottest(int count) -> List.of(new Bucket(count, 1));
      case Popularity.Tiers t -> tiers(t, links);
      case Popularity.Pareto p -> BoundedPareto.fit(links, hot(p, links), p.share()).buckets();
    };
  }

  private static List<Bucket> tiers(Popularity popularity, int links) {
    return switch (popularity) {
      case Popularity.Uniform() -> List.of();
      case Popularity.Hottest(int _) -> List.of();
      case Popularity.Tiers(List<Scenario.Tier> tiers) -> {
        List<Integer> counts =
            LargestRemainder.split(links, tiers.stream().map(Scenario.Tier::links).toList());
        yield IntStream.range(0, tiers.size())
            .mapToObj(i -> new Bucket(counts.get(i), tiers.get(i).traffic()))
            .toList();
      }
      case Popularity.Pareto p -> {
        int hot = hot(p, links);
        yield List.of(new Bucket(hot, p.share()), new Bucket(links - hot, 1 - p.share()));
      }
    };
  }

  private static int hot(Popularity.Pareto pareto, int links) {
    return (int) Math.round(pareto.hot() * links);
  }

  /** Every latency limit is a bound, so that its objective needs no interpolation. */
  private static List<Double> bounds(List<Scenario.Objective> objectives) {
    TreeSet<Double> bounds = new TreeSet<>();
    double bound = FINEST_SECONDS;
    while (true) {
      bounds.add(BigDecimal.valueOf(bound).round(new MathContext(4)).doubleValue());
      if (bound >= COARSEST_SECONDS) {
        break;
      }
      bound *= BUCKET_FACTOR;
    }
    objectives.stream()
        .filter(o -> o.sli() == Scenario.Sli.LATENCY)
        .map(Scenario.Objective::max)
        .filter(Objects::nonNull)
        .forEach(bounds::add);
    return new ArrayList<>(bounds);
  }

  private static double seconds(Duration length) {
    return length.toMillis() / 1000.0;
  }
}
