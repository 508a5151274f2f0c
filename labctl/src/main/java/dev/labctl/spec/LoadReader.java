package dev.labctl.spec;

import dev.labctl.spec.Scenario.Caches;
import dev.labctl.spec.Scenario.Load;
import dev.labctl.spec.Scenario.Operation;
import dev.labctl.spec.Scenario.Popularity;
import dev.labctl.spec.Scenario.Stage;
import dev.labctl.spec.Scenario.Stream;
import dev.labctl.spec.Scenario.Tier;
import dev.labctl.yaml.Decoder;
import dev.labctl.yaml.Fields;
import dev.labctl.yaml.InvalidValueException;
import dev.labctl.yaml.Problems;
import dev.labctl.yaml.Values;
import dev.labctl.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Reads the {@code load} part of a scenario. */
final class LoadReader {
  private static final double MAX_RATE = 10_000;
  private static final int MAX_LINKS = 1_000_000;

  /** Stream names that the generator uses itself. */
  private static final Set<String> RESERVED = Set.of("warmup", "control");

  private static final Duration SHORTEST_STAGE = Duration.ofMillis(1);

  private static final Decoder<Double> RATE = Values.number(0, MAX_RATE);

  private final Problems problems;
  private final Set<String> names = new HashSet<>();

  LoadReader(Problems problems) {
    this.problems = problems;
  }

  Load load(YamlNode node) {
    Fields f = Fields.of(node, "'load'", problems, "preloadLinks", "caches", "warmup", "streams");
    int links =
        f.optional("preloadLinks", Values.integer(0, MAX_LINKS)).orElse(Load.DEFAULT_PRELOAD_LINKS);
    Caches caches =
        f.optional("caches", Values.word(List.of("cold", "keep")))
            .map(c -> Caches.valueOf(c.toUpperCase(Locale.ROOT)))
            .orElse(Load.DEFAULT_CACHES);
    Duration warmup = f.optional("warmup", Values::duration).orElse(Load.DEFAULT_WARMUP);
    List<Stream> streams = new ArrayList<>();
    for (YamlNode n : f.items("streams")) {
      stream(n, links).ifPresent(streams::add);
    }
    return new Load(links, caches, warmup, streams);
  }

  private Optional<Stream> stream(YamlNode node, int links) {
    Fields f =
        Fields.of(
            node, "a stream", problems, "name", "operation", "skew", "links", "start", "stages");
    Optional<String> name = f.required("name", Values::name);
    name.ifPresent(n -> checkName(f, n));
    Optional<Operation> operation =
        f.required("operation", Values.word(List.of("redirect", "create")))
            .map(o -> Operation.valueOf(o.toUpperCase(Locale.ROOT)));
    double start = f.optional("start", RATE).orElse(Stream.DEFAULT_START);
    Popularity popularity = popularity(f, operation, links);
    List<Stage> stages = new ArrayList<>();
    for (YamlNode n : f.items("stages")) {
      stage(n).ifPresent(stages::add);
    }
    if (f.items("stages").isEmpty()) {
      problems.add(f.at("stages"), "the stream has no stages; must have at least one");
    }
    return name.flatMap(n -> operation.map(o -> new Stream(n, o, popularity, start, stages)));
  }

  private void checkName(Fields f, String name) {
    if (RESERVED.contains(name)) {
      problems.add(
          f.at("name"),
          "'name' is '%s'; must be another, the load generator's own requests have it"
              .formatted(name));
    } else if (!names.add(name)) {
      problems.add(f.at("name"), "'name' is '%s' a second time; must be unique".formatted(name));
    }
  }

  private Optional<Stage> stage(YamlNode node) {
    Fields f = Fields.of(node, "a stage", problems, "for", "to");
    Optional<Duration> length = f.required("for", LoadReader::stageLength);
    Optional<Double> to = f.required("to", RATE);
    return length.flatMap(l -> to.map(t -> new Stage(l, t)));
  }

  /** The load plan counts in milliseconds. */
  private static Duration stageLength(YamlNode node) throws InvalidValueException {
    Duration length = Values.duration(node);
    if (length.compareTo(SHORTEST_STAGE) < 0) {
      throw InvalidValueException.mustBe(node, "1ms or longer");
    }
    return length;
  }

  private Popularity popularity(Fields f, Optional<Operation> operation, int links) {
    if (operation.equals(Optional.of(Operation.CREATE))) {
      for (String key : List.of("skew", "links")) {
        if (f.has(key)) {
          problems.add(f.at(key), "'%s' on a create stream; must be on redirects".formatted(key));
        }
      }
      return new Popularity.Uniform();
    }
    if (f.has("skew") && f.has("links")) {
      problems.add(f.at("links"), "'links' beside 'skew'; must be one of the two");
    }
    if (operation.isPresent() && links == 0) {
      problems.add(f.at(), "redirects with 'preloadLinks' 0; must be at least 1 link");
    }
    return f.optional("skew", n -> skew(n, links))
        .or(() -> f.optional("links", n -> hottest(n, links)))
        .orElse(new Popularity.Uniform());
  }

  private Popularity hottest(YamlNode node, int links) {
    Fields f = Fields.of(node, "'links'", problems, "hottest");
    int count = f.required("hottest", Values.integer(1, MAX_LINKS)).orElse(1);
    if (count > links) {
      problems.add(
          f.at("hottest"),
          "'hottest' is %d; must be at most 'preloadLinks', %d".formatted(count, links));
    }
    return new Popularity.Hottest(count);
  }

  private Popularity skew(YamlNode node, int links) throws InvalidValueException {
    Fields f = Fields.of(node, "'skew'", problems, "tiers", "hot", "share");
    if (f.has("tiers") == (f.has("hot") || f.has("share"))) {
      throw new InvalidValueException(
          node.at(), "has neither or both; must have either 'tiers' or 'hot' and 'share'");
    }
    return f.has("tiers") ? tiers(f, links) : pareto(f, links);
  }

  private Popularity pareto(Fields f, int links) {
    double hot = f.required("hot", Values::ratio).orElse(0.2);
    double share = f.required("share", Values::ratio).orElse(0.8);
    long count = Math.round(hot * links);
    if (count < 1 || count >= links) {
      problems.add(
          f.at("hot"),
          "'hot' is %d of %d links; must be at least one and not all".formatted(count, links));
    }
    double least = links == 0 ? hot : Math.max(hot, (double) count / links);
    if (share >= 1 || share < least) {
      problems.add(
          f.at("share"),
          "'share' is %s; must be at least that of the %d hot links, %s, and below 100 %%"
              .formatted(Values.percent(share), count, Values.percent(least)));
    }
    return new Popularity.Pareto(hot, share);
  }

  private Popularity tiers(Fields f, int links) {
    List<Tier> tiers = new ArrayList<>();
    List<YamlNode> items = f.items("tiers");
    for (YamlNode n : items) {
      Fields t = Fields.of(n, "a tier", problems, "links", "traffic");
      Optional<Double> share = t.required("links", Values::ratio);
      Optional<Double> traffic = t.required("traffic", Values::ratio);
      share.ifPresent(s -> traffic.ifPresent(tr -> tiers.add(new Tier(s, tr))));
    }
    if (tiers.size() == items.size()) {
      sum(f, "carry %s of traffic", tiers, Tier::traffic);
      sum(f, "hold %s of links", tiers, Tier::links);
      refuseEmpty(items, tiers, links);
    }
    return new Popularity.Tiers(tiers);
  }

  /** As the load plan will split the links. */
  private void refuseEmpty(List<YamlNode> items, List<Tier> tiers, int links) {
    List<Integer> counts = LargestRemainder.split(links, tiers.stream().map(Tier::links).toList());
    for (int i = 0; i < tiers.size(); i++) {
      if (links > 0 && counts.get(i) < 1) {
        problems.add(
            items.get(i).at(),
            "the tier has %s of %d links; must be at least one link"
                .formatted(Values.percent(tiers.get(i).links()), links));
      }
    }
  }

  private void sum(Fields f, String what, List<Tier> tiers, ToDoubleFunction<Tier> column) {
    double sum = tiers.stream().mapToDouble(column).sum();
    if (Math.abs(sum - 1) > 1e-6) {
      problems.add(
          f.at("tiers"), "tiers " + what.formatted(Values.percent(sum)) + "; must be 100 %");
    }
  }
}
