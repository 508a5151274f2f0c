package dev.labctl.run;

import dev.labctl.chaos.Fault;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Caches;
import dev.labctl.spec.Scenario.Expectations;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.spec.ScenarioFiles;
import dev.labctl.spec.ScenarioReader;
import dev.labctl.spec.Target;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where scenarios come from: a file, or one fault that the user named. */
public record Scenarios(Path root) {
  /** The probe has some seconds of the undisturbed system first, to compare with. */
  private static final Duration UNDISTURBED = Duration.ofSeconds(5);

  /** Seeds fit a JSON number that every reader keeps exactly. */
  private static final int SEED_BOUND = 1_000_000_000;

  /**
   * Reads a scenario and checks that each fault takes its target.
   *
   * @param nameOrPath a name in {@code scenarios/}, or a path
   * @throws dev.labctl.exit.LabctlException (usage) with file, line and column of each problem
   */
  public Scenario read(String nameOrPath) {
    var found = new ScenarioFiles(root).find(nameOrPath);
    return new ScenarioReader(
            Fault.all().stream().collect(Collectors.toMap(Fault::name, Fault::defaultTarget)))
        .read(found);
  }

  /** A scenario of one fault and no load. */
  public static Scenario oneFault(Fault fault, Target target, Optional<Duration> length) {
    String name = fault.name();
    return new Scenario(
        name,
        fault.description(),
        "chaos run " + name,
        new Scenario.Load(0, Caches.KEEP, Duration.ZERO, List.of()),
        List.of(),
        List.of(
            new FaultSpec(
                name, UNDISTURBED, name, target, length, new Expectations(null, null, null))),
        List.of(),
        List.of());
  }

  /** The given seed, or a new one; either is recorded in the report. */
  public static long seed(@Nullable Long given) {
    return given == null ? new SecureRandom().nextInt(SEED_BOUND) : given;
  }

  /** What a request would do, for {@code --dry-run}. */
  public static String describe(RunRequest request) {
    Scenario scenario = request.scaled().scenario();
    StringBuilder text =
        new StringBuilder(
            "%s: %d s of load in %d streams, %d faults, %d guards, %d objectives"
                .formatted(
                    scenario.name(),
                    scenario.length().toSeconds(),
                    scenario.load().streams().size(),
                    scenario.faults().size(),
                    scenario.guards().size(),
                    scenario.objectives().size()));
    for (FaultSpec fault : scenario.faults()) {
      text.append(
          "%n  from %d s: %s on %s"
              .formatted(fault.at().toSeconds(), fault.fault(), fault.target()));
    }
    return text.toString();
  }
}
