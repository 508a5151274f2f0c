package dev.labctl.gatling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;

/**
 * Makes the schedule of one operation from the plan. Redirects and creates are apart because they
 * use connections differently. The same plan always makes the same schedule.
 */
final class Schedules {
  private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

  private final LoadPlan plan;
  private final List<Link> links;
  private final List<Link> warmupLinks;
  private final long firstDueNanos;

  Schedules(LoadPlan plan, List<Link> links, List<Link> warmupLinks) {
    this.plan = plan;
    this.links = links;
    this.warmupLinks = warmupLinks;
    for (LoadPlan.Stream stream : plan.streams()) {
      int needed = stream.buckets().stream().mapToInt(LoadPlan.Bucket::links).sum();
      Rule.check(
          needed <= links.size(),
          "buckets of stream " + stream.name(),
          needed + " links",
          "must not be more than the " + links.size() + " of " + plan.linksFile());
    }
    Rule.check(
        !plan.warmup().redirects() || !warmupLinks.isEmpty(),
        plan.warmup().linksFile(),
        "empty",
        "must hold at least one link for the warm-up's redirects");
    firstDueNanos =
        Arrays.stream(Operation.values())
            .flatMap(operation -> curves(operation).stream())
            .filter(curve -> curve.count() > 0)
            .mapToLong(curve -> curve.dueNanos(0))
            .min()
            .orElse(0);
  }

  Schedule of(Operation operation) {
    return new Schedule(streams(operation));
  }

  /** Due instants of the operation in nanoseconds from T0, ascending. */
  long[] dues(Operation operation) {
    return curves(operation).stream()
        .flatMapToLong(curve -> LongStream.range(0, curve.count()).map(curve::dueNanos))
        .sorted()
        .toArray();
  }

  /** The first due instant of any operation, in nanoseconds from T0; 0 when there is none. */
  long firstDueNanos() {
    return firstDueNanos;
  }

  /** Seconds from T0 at which the last stage of any stream ends. */
  double endSeconds() {
    return plan.streams().stream()
        .mapToDouble(stream -> curve(stream).endSeconds())
        .max()
        .orElseThrow();
  }

  List<ArrivalStream> streams(Operation operation) {
    if (operation == Operation.CONTROL) {
      String path = plan.control().path();
      return List.of(
          new ArrivalStream(LoadPlan.CONTROL, controlCurve(), _ -> new Arrival.AskBalancer(path)));
    }
    List<ArrivalStream> streams = new ArrayList<>();
    streams.add(new ArrivalStream(LoadPlan.WARMUP, warmupCurve(operation), warmupWork(operation)));
    for (LoadPlan.Stream stream : plan.streams()) {
      if (stream.operation() == operation) {
        streams.add(new ArrivalStream(stream.name(), curve(stream), work(stream)));
      }
    }
    return streams;
  }

  private List<RateCurve> curves(Operation operation) {
    if (operation == Operation.CONTROL) {
      return List.of(controlCurve());
    }
    List<RateCurve> curves = new ArrayList<>();
    curves.add(warmupCurve(operation));
    plan.streams().stream()
        .filter(stream -> stream.operation() == operation)
        .forEach(stream -> curves.add(curve(stream)));
    return curves;
  }

  private static RateCurve curve(LoadPlan.Stream stream) {
    return new RateCurve(0, stream.startRate(), stream.stages());
  }

  private RateCurve controlCurve() {
    double rate = plan.control().requestsPerSecond();
    return new RateCurve(
        -plan.warmup().seconds(),
        rate,
        rate > 0
            ? List.of(new LoadPlan.Stage(plan.warmup().seconds() + endSeconds(), rate))
            : List.of());
  }

  private RateCurve warmupCurve(Operation operation) {
    LoadPlan.Warmup warmup = plan.warmup();
    double rate =
        switch (operation) {
          case REDIRECT -> warmup.redirectsPerSecond();
          case CREATE -> warmup.createsPerSecond();
          case CONTROL -> 0;
        };
    return new RateCurve(
        -warmup.seconds(),
        rate,
        warmup.seconds() > 0 ? List.of(new LoadPlan.Stage(warmup.seconds(), rate)) : List.of());
  }

  private LongFunction<Arrival.Work> warmupWork(Operation operation) {
    RandomGenerator random = random(-1);
    return switch (operation) {
      case REDIRECT ->
          k -> new Arrival.Redirect(warmupLinks.get(random.nextInt(warmupLinks.size())), -1);
      case CREATE -> k -> create(LoadPlan.WARMUP, k);
      case CONTROL -> throw new IllegalArgumentException("the control has no warm-up of its own");
    };
  }

  private LongFunction<Arrival.Work> work(LoadPlan.Stream stream) {
    return switch (stream.operation()) {
      case REDIRECT -> redirects(stream);
      case CREATE -> k -> create(stream.name(), k);
      case CONTROL -> throw new IllegalArgumentException("no stream of a plan is the control");
    };
  }

  private LongFunction<Arrival.Work> redirects(LoadPlan.Stream stream) {
    RandomGenerator random = random(plan.streams().indexOf(stream));
    Popularity popularity = new Popularity(stream.buckets());
    if (stream.tiers().isEmpty()) {
      return k -> new Arrival.Redirect(links.get(popularity.rank(random)), -1);
    }
    Popularity tiers = new Popularity(stream.tiers());
    return k -> {
      int rank = popularity.rank(random);
      return new Arrival.Redirect(links.get(rank), tiers.bucketOf(rank));
    };
  }

  private Arrival.Work create(String stream, long k) {
    return new Arrival.Create(
        plan.run() + "-" + stream + "-" + k, "https://load.example/" + plan.run() + "/" + k);
  }

  private RandomGenerator random(int stream) {
    return RandomGeneratorFactory.of("L64X128MixRandom")
        .create(plan.seed() + SEED_STEP * (stream + 2));
  }
}
