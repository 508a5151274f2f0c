package dev.labctl.spec;

import dev.labctl.spec.Scenario.Objective;
import dev.labctl.spec.Scenario.Sli;
import dev.labctl.yaml.Decoder;
import dev.labctl.yaml.Fields;
import dev.labctl.yaml.InvalidValueException;
import dev.labctl.yaml.Problems;
import dev.labctl.yaml.Values;
import dev.labctl.yaml.YamlNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the objectives of a scenario, whose limits mean something else for each indicator. */
final class ObjectiveReader {
  private static final double MAX_RATE = 10_000;

  private final Problems problems;
  private final Set<String> streams;
  private final List<String> phases;

  ObjectiveReader(Problems problems, Set<String> streams, List<String> phases) {
    this.problems = problems;
    this.streams = Set.copyOf(streams);
    this.phases = List.copyOf(phases);
  }

  Optional<Objective> objective(YamlNode node, BiConsumer<Fields, String> checkId) {
    Fields f =
        Fields.of(
            node,
            "an objective",
            problems,
            "id",
            "sli",
            "stream",
            "quantile",
            "max",
            "min",
            "phase");
    Optional<String> id = f.required("id", Values::name);
    id.ifPresent(i -> checkId.accept(f, i));
    Optional<Sli> sli = f.required("sli", Values.word(names())).map(ObjectiveReader::sli);
    Optional<String> stream = f.optional("stream", Values::name);
    stream
        .filter(s -> !streams.contains(s))
        .ifPresent(
            s ->
                problems.add(
                    f.at("stream"),
                    "'stream' is '%s'; must be a stream of this scenario: %s"
                        .formatted(s, String.join(", ", streams.stream().sorted().toList()))));
    String phase = f.optional("phase", Values.word(phases)).orElse(Objective.DEFAULT_PHASE);
    return id.flatMap(i -> sli.map(s -> limits(f, i, s, stream.orElse(null), phase)));
  }

  private Objective limits(Fields f, String id, Sli sli, @Nullable String stream, String phase) {
    return switch (sli) {
      case LATENCY -> {
        refuse(f, sli, "min");
        Double quantile = f.required("quantile", ObjectiveReader::quantile).orElse(null);
        Double max =
            f.required("max", n -> Values.positiveDuration(n).toNanos() / 1e9).orElse(null);
        yield new Objective(id, sli, stream, quantile, max, null, phase);
      }
      case ERROR_RATIO -> {
        refuse(f, sli, "min", "quantile");
        Double max = f.required("max", Values::ratio).orElse(null);
        yield new Objective(id, sli, stream, null, max, null, phase);
      }
      case THROUGHPUT -> minimum(f, id, sli, stream, Values.number(0, MAX_RATE), phase);
      case CACHE_HIT_RATIO, AVAILABILITY -> minimum(f, id, sli, stream, Values::ratio, phase);
    };
  }

  private Objective minimum(
      Fields f, String id, Sli sli, @Nullable String stream, Decoder<Double> limit, String phase) {
    refuse(f, sli, "max", "quantile");
    Double min = f.required("min", limit).orElse(null);
    return new Objective(id, sli, stream, null, null, min, phase);
  }

  private void refuse(Fields f, Sli sli, String... keys) {
    for (String key : keys) {
      if (f.has(key)) {
        problems.add(
            f.at(key), "'%s' in an objective on %s; must not be there".formatted(key, word(sli)));
      }
    }
  }

  private static double quantile(YamlNode node) throws InvalidValueException {
    double q = Values.number(0, 1).decode(node);
    if (q <= 0 || q >= 1) {
      throw InvalidValueException.mustBe(node, "between 0 and 1, such as 0.95");
    }
    return q;
  }

  private static List<String> names() {
    return Arrays.stream(Sli.values()).map(ObjectiveReader::word).toList();
  }

  private static String word(Sli sli) {
    return sli.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Sli sli(String word) {
    return Sli.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
