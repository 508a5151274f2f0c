package dev.labctl.load;

import dev.labctl.exit.LabctlException;
import dev.labctl.spec.Scenario;
import java.time.Duration;
import java.util.List;

/**
 * Shortens the stages of a load, and nothing else: faults and settling take the time they take.
 *
 * @param factor above 0, at most 1
 */
public record TimeScale(double factor) {
  /** No stage gets shorter: a ramp must have time to be one. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Full length. */
  public static final TimeScale FULL = new TimeScale(1);

  public TimeScale {
    if (!(factor > 0 && factor <= 1)) {
      throw LabctlException.usage(
          "time scale is %s; must be above 0 and at most 1, such as 0.3".formatted(factor));
    }
  }

  /** The scenario with shorter stages; one already shorter than a second stays as it is. */
  public Scenario apply(Scenario s) {
    Scenario.Load load = s.load();
    List<Scenario.Stream> streams = load.streams().stream().map(this::stream).toList();
    return new Scenario(
        s.name(),
        s.description(),
        s.source(),
        new Scenario.Load(load.preloadLinks(), load.caches(), load.warmup(), streams),
        s.steadyState(),
        s.faults(),
        s.guards(),
        s.objectives());
  }

  private Scenario.Stream stream(Scenario.Stream s) {
    List<Scenario.Stage> stages =
        s.stages().stream().map(t -> new Scenario.Stage(shorter(t.length()), t.to())).toList();
    return new Scenario.Stream(s.name(), s.operation(), s.popularity(), s.start(), stages);
  }

  private Duration shorter(Duration length) {
    Duration scaled = Duration.ofMillis(Math.round(length.toMillis() * factor));
    Duration floor = length.compareTo(SHORTEST) < 0 ? length : SHORTEST;
    return scaled.compareTo(floor) < 0 ? floor : scaled;
  }
}
