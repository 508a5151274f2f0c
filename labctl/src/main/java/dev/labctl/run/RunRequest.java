package dev.labctl.run;

import dev.labctl.chaos.Experiment;
import dev.labctl.load.TimeScale;
import dev.labctl.spec.Scenario;

/**
 * What to run.
 *
 * @param timeScale shortens load stages only, above 0 and at most 1
 * @param seed of targets and arrivals; recorded
 * @param method what happens between injection and undo
 */
public record RunRequest(Scenario scenario, double timeScale, long seed, Method method) {
  /** The request with its load stages shortened; what is run and kept as the effective scenario. */
  RunRequest scaled() {
    return new RunRequest(new TimeScale(timeScale).apply(scenario), timeScale, seed, method);
  }

  /** What happens between a fault's injection and its undo. */
  @FunctionalInterface
  public interface Method {
    /** Returns when the fault is to be undone, or at once when the run has to end. */
    void during(Experiment experiment, RunContext context);

    /** Whether narration must not name the fault. */
    default boolean hidden() {
      return false;
    }

    /** Waits for the fault's length. */
    static Method waiting() {
      return (experiment, context) ->
          context.abort().waitUntil(context.clock().instant().plus(experiment.length()));
    }
  }
}
