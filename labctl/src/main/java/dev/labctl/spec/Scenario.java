package dev.labctl.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A scenario as its file says it, with every default filled in (docs/scenarios.md). Offsets count
 * from T0, the start of the measured load; ratios are 0..1.
 *
 * @param source the file it was read from, as the user wrote it
 */
public record Scenario(
    String name,
    String description,
    String source,
    Load load,
    List<SteadyStateCheck> steadyState,
    List<FaultSpec> faults,
    List<Guard> guards,
    List<Objective> objectives) {

  public Scenario {
    steadyState = List.copyOf(steadyState);
    faults = List.copyOf(faults);
    guards = List.copyOf(guards);
    objectives = List.copyOf(objectives);
  }

  /** The same scenario without its faults: what {@code labctl load} runs. */
  public Scenario withoutFaults() {
    return new Scenario(
        name, description, source, load, steadyState, List.of(), guards, objectives);
  }

  /** The same under another name. */
  public Scenario named(String other) {
    return new Scenario(other, description, source, load, steadyState, faults, guards, objectives);
  }

  /** How long the load lasts from T0, in full scale. */
  public Duration length() {
    return load.length();
  }

  /**
   * The load of a scenario; no streams means no load.
   *
   * @param preloadLinks links created before T0
   * @param warmup length of the load before T0 that counts for nothing but warm programs
   */
  public record Load(int preloadLinks, Caches caches, Duration warmup, List<Stream> streams) {
    /** Links created when the file does not say. */
    public static final int DEFAULT_PRELOAD_LINKS = 1000;

    /** Caches when the file does not say. */
    public static final Caches DEFAULT_CACHES = Caches.COLD;

    /** Warm-up when the file does not say. */
    public static final Duration DEFAULT_WARMUP = Duration.ofSeconds(8);

    public Load {
      check(preloadLinks >= 0, "preloadLinks", preloadLinks, "0 or more");
      streams = List.copyOf(streams);
    }

    /** How long it lasts from T0: its longest stream. */
    public Duration length() {
      return streams.stream().map(Stream::length).max(Duration::compareTo).orElse(Duration.ZERO);
    }
  }

  /** What happens to the caches before T0. */
  public enum Caches {
    COLD,
    KEEP
  }

  /** What a stream does. */
  public enum Operation {
    REDIRECT,
    CREATE
  }

  /** One open-model stream: its rate in arrivals per second and where it goes. */
  public record Stream(
      String name, Operation operation, Popularity popularity, double start, List<Stage> stages) {
    /** Arrivals per second at the beginning when the file does not say. */
    public static final double DEFAULT_START = 0;

    public Stream {
      check(start >= 0, "start", start, "0 or more per second");
      stages = List.copyOf(stages);
    }

    /** The sum of the stages. */
    public Duration length() {
      return stages.stream().map(Stage::length).reduce(Duration.ZERO, Duration::plus);
    }
  }

  /** A linear ramp to {@code to} arrivals per second. */
  public record Stage(Duration length, double to) {
    public Stage {
      check(length.isPositive(), "for", length, "longer than 0");
      check(to >= 0, "to", to, "0 or more per second");
    }
  }

  /** Which links a redirect stream asks for. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Popularity.Uniform.class, name = "uniform"),
    @JsonSubTypes.Type(value = Popularity.Hottest.class, name = "hottest"),
    @JsonSubTypes.Type(value = Popularity.Tiers.class, name = "tiers"),
    @JsonSubTypes.Type(value = Popularity.Pareto.class, name = "pareto")
  })
  public sealed interface Popularity {
    /** Every link alike; also that of a create stream. */
    record Uniform() implements Popularity {}

    /** The {@code count} first links alike, no other. */
    record Hottest(int count) implements Popularity {
      public Hottest {
        check(count >= 1, "hottest", count, "1 or more");
      }
    }

    /** Uniform inside each tier; both columns sum to 1. */
    record Tiers(List<Tier> tiers) implements Popularity {
      public Tiers {
        tiers = List.copyOf(tiers);
      }
    }

    /**
     * A bounded Pareto in which the {@code hot} first share of links takes {@code share} of
     * traffic.
     */
    record Pareto(double hot, double share) implements Popularity {
      public Pareto {
        check(hot >= 0 && hot <= 1, "hot", hot, "from 0 to 1");
        check(share >= 0 && share <= 1, "share", share, "from 0 to 1");
      }
    }
  }

  /** A share of the links and the share of traffic it takes. */
  public record Tier(double links, double traffic) {
    public Tier {
      check(links >= 0 && links <= 1, "links", links, "from 0 to 1");
      check(traffic >= 0 && traffic <= 1, "traffic", traffic, "from 0 to 1");
    }
  }

  /** A PromQL condition that must hold for a while: the steady-state hypothesis. */
  public record SteadyStateCheck(String promql, Duration hold) {
    /** How long it must hold when the file does not say. */
    public static final Duration DEFAULT_HOLD = Duration.ofSeconds(5);
  }

  /**
   * A fault in a scenario.
   *
   * @param at offset from T0 of the injection; a later one if the steady state is not there yet
   * @param length until the undo; empty for the fault's own default
   */
  public record FaultSpec(
      String id,
      Duration at,
      String fault,
      Target target,
      Optional<Duration> length,
      Expectations expect) {}

  /** Limits for one fault; an absent one is measured but not judged. Ratio 0..1. */
  public record Expectations(
      @Nullable Duration writeOutage,
      @Nullable Duration readOutage,
      @Nullable Double clientErrorRatio) {}

  /** A PromQL condition that, held for {@code hold}, aborts the run. */
  public record Guard(String promql, Duration hold) {
    /** How long it must hold when the file does not say. */
    public static final Duration DEFAULT_HOLD = Duration.ofSeconds(10);
  }

  /** What an objective is about. */
  public enum Sli {
    LATENCY,
    ERROR_RATIO,
    THROUGHPUT,
    CACHE_HIT_RATIO,
    AVAILABILITY
  }

  /**
   * One objective.
   *
   * @param stream a stream's name; null for all of them together
   * @param quantile 0..1, latency only
   * @param max seconds, or ratio 0..1; exactly one of max and min is set
   * @param min requests per second, or ratio 0..1
   * @param phase {@code warmup}, {@code steady}, {@code all}, {@code fault:ID} or {@code
   *     recovery:ID}
   */
  public record Objective(
      String id,
      Sli sli,
      @Nullable String stream,
      @Nullable Double quantile,
      @Nullable Double max,
      @Nullable Double min,
      String phase) {
    /** Which requests count when the file does not say. */
    public static final String DEFAULT_PHASE = "all";
  }

  /** Values made by hand are checked too; the reader has told a file's mistakes before. */
  private static void check(boolean sound, String what, Object actual, String rule) {
    if (!sound) {
      throw new IllegalArgumentException("%s is %s; must be %s".formatted(what, actual, rule));
    }
  }
}
