package dev.labctl.spec;

import dev.labctl.exit.LabctlException;
import dev.labctl.spec.Scenario.Expectations;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.spec.Scenario.Guard;
import dev.labctl.spec.Scenario.Load;
import dev.labctl.spec.Scenario.Objective;
import dev.labctl.spec.Scenario.SteadyStateCheck;
import dev.labctl.yaml.Fields;
import dev.labctl.yaml.InvalidValueException;
import dev.labctl.yaml.Problems;
import dev.labctl.yaml.Values;
import dev.labctl.yaml.YamlNode;
import dev.labctl.yaml.YamlParser;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads a scenario file (docs/scenarios.md). Everything wrong with it is told in one go, each
 * problem with its line and column.
 */
public final class ScenarioReader {
  private static final String GUIDE = "docs/scenarios.md";

  private final Map<String, Target> faults;

  /**
   * @param faults the faults there are, by name, with the target each has when the file names none
   */
  public ScenarioReader(Map<String, Target> faults) {
    this.faults = Map.copyOf(faults);
  }

  /**
   * Reads a file; the path is quoted in messages as it is given.
   *
   * @throws LabctlException (usage) naming file, line and column of each problem
   */
  public Scenario read(Path file) {
    return read(new ScenarioFiles.ScenarioFile(file, file.toString()));
  }

  /** Reads a found file. */
  public Scenario read(ScenarioFiles.ScenarioFile found) {
    return parse(YamlParser.load(found.file(), found.source()), found.source());
  }

  /** Reads a text; {@code source} is the file's name for messages. */
  Scenario parse(String yaml, String source) {
    Problems problems = new Problems(source, GUIDE);
    Optional<Scenario> scenario =
        YamlParser.parse(yaml, problems).map(root -> new Reading(problems, source).scenario(root));
    problems.throwIfAny();
    return scenario.orElseThrow();
  }

  /** One file being read: names seen so far are what later parts may refer to. */
  private final class Reading {
    private final Problems problems;
    private final String source;
    private final Set<String> ids = new HashSet<>();
    private Duration earliestNextFault = Duration.ZERO;

    Reading(Problems problems, String source) {
      this.problems = problems;
      this.source = source;
    }

    Scenario scenario(YamlNode root) {
      Fields top =
          Fields.of(
              root,
              "a scenario",
              problems,
              "apiVersion",
              "kind",
              "metadata",
              "load",
              "steadyState",
              "faults",
              "guards",
              "objectives");
      top.required("apiVersion", Values.word(List.of("labctl/v1")));
      top.required("kind", Values.word(List.of("Scenario")));
      Optional<Fields> metadata =
          top.required(
              "metadata", n -> Fields.of(n, "'metadata'", problems, "name", "description"));
      Load load =
          top.optional("load", n -> new LoadReader(problems).load(n))
              .orElse(new Load(0, Load.DEFAULT_CACHES, Duration.ZERO, List.of()));
      // Without a readable load there is no end of load to compare with.
      boolean loaded = problems.none() && !load.streams().isEmpty();
      Duration length = load.length();
      List<FaultSpec> specs = new ArrayList<>();
      for (YamlNode n : top.items("faults")) {
        fault(n, length, loaded).ifPresent(specs::add);
      }
      return new Scenario(
          metadata.flatMap(m -> m.required("name", Values::name)).orElse(""),
          metadata.flatMap(m -> m.optional("description", Values::text)).orElse(""),
          source,
          load,
          top.items("steadyState").stream().map(this::check).flatMap(Optional::stream).toList(),
          specs,
          top.items("guards").stream().map(this::guard).flatMap(Optional::stream).toList(),
          objectives(top, load, specs));
    }

    private Optional<SteadyStateCheck> check(YamlNode node) {
      Fields f = Fields.of(node, "a steady-state check", problems, "promql", "for");
      Duration hold = f.optional("for", Values::duration).orElse(SteadyStateCheck.DEFAULT_HOLD);
      return f.required("promql", ConditionText::decode).map(q -> new SteadyStateCheck(q, hold));
    }

    private Optional<Guard> guard(YamlNode node) {
      Fields f = Fields.of(node, "a guard", problems, "promql", "for", "then");
      f.optional("then", Values.word(List.of("abort")));
      Duration hold = f.optional("for", Values::duration).orElse(Guard.DEFAULT_HOLD);
      return f.required("promql", ConditionText::decode).map(q -> new Guard(q, hold));
    }

    private Optional<FaultSpec> fault(YamlNode node, Duration loadLength, boolean loaded) {
      Fields f =
          Fields.of(node, "a fault", problems, "id", "at", "fault", "target", "for", "expect");
      Optional<String> id = f.required("id", Values::name);
      id.ifPresent(name -> unique(f, "id", name));
      Optional<Duration> at = f.required("at", Values::duration);
      Optional<String> kind =
          f.required("fault", Values.word(new TreeSet<>(faults.keySet()).stream().toList()));
      Optional<Target> target =
          f.optional("target", ScenarioReader::target)
              .or(() -> f.has("target") ? Optional.empty() : kind.map(k -> target(k)));
      Optional<Duration> length = f.optional("for", Values::positiveDuration);
      Expectations expect =
          f.optional("expect", this::expectations).orElse(new Expectations(null, null, null));
      at.ifPresent(a -> order(f, a, length.orElse(Duration.ZERO), loadLength, loaded));
      if (id.isEmpty() || at.isEmpty() || kind.isEmpty() || target.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new FaultSpec(id.get(), at.get(), kind.get(), target.get(), length, expect));
    }

    private Target target(String fault) {
      Target target = faults.get(fault);
      if (target == null) {
        throw new IllegalArgumentException(fault + " is not among " + faults.keySet());
      }
      return target;
    }

    private void order(Fields f, Duration at, Duration length, Duration load, boolean loaded) {
      if (loaded && at.plus(length).compareTo(load) >= 0) {
        problems.add(
            f.at("at"),
            "the fault ends at %s; must be before the load does, at %s"
                .formatted(seconds(at.plus(length)), seconds(load)));
      }
      if (at.compareTo(earliestNextFault) < 0) {
        problems.add(
            f.at("at"),
            "'at' is %s; must not be before the fault above has ended, at %s: faults come one by one"
                .formatted(seconds(at), seconds(earliestNextFault)));
      }
      earliestNextFault = at.plus(length);
    }

    private Expectations expectations(YamlNode node) {
      Fields f =
          Fields.of(node, "'expect'", problems, "writeOutage", "readOutage", "clientErrorRatio");
      return new Expectations(
          f.optional("writeOutage", Values::duration).orElse(null),
          f.optional("readOutage", Values::duration).orElse(null),
          f.optional("clientErrorRatio", Values::ratio).orElse(null));
    }

    private List<Objective> objectives(Fields top, Load load, List<FaultSpec> specs) {
      Set<String> streams =
          load.streams().stream().map(Scenario.Stream::name).collect(Collectors.toSet());
      List<String> phases = new ArrayList<>(List.of("warmup", "steady", "all"));
      specs.forEach(s -> phases.addAll(List.of("fault:" + s.id(), "recovery:" + s.id())));
      ObjectiveReader reader = new ObjectiveReader(problems, streams, phases);
      List<Objective> read = new ArrayList<>();
      ids.clear();
      for (YamlNode n : top.items("objectives")) {
        reader.objective(n, (f, id) -> unique(f, "id", id)).ifPresent(read::add);
      }
      return read;
    }

    private void unique(Fields f, String key, String name) {
      if (!ids.add(name)) {
        problems.add(f.at(key), "'%s' is '%s' a second time; must be unique".formatted(key, name));
      }
    }
  }

  private static Target target(YamlNode node) throws InvalidValueException {
    try {
      return Target.parse(Values.text(node));
    } catch (LabctlException e) {
      throw InvalidValueException.mustBe(node, "one of " + Target.FORMS);
    }
  }

  private static String seconds(Duration d) {
    return BigDecimal.valueOf(d.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }
}
