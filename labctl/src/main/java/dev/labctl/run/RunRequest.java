package dev.labctl.run;

import dev.labctl.load.TimeScale;
import dev.labctl.spec.Scenario;
import java.time.Duration;

/**
 * What to run.
 *
 * @param timeScale shortens load stages only, above 0 and at most 1
 * @param seed of targets and arrivals; recorded
 * @param force inject faults also into a lab that may not survive them
 * @param method what happens between injection and undo
 */
public record RunRequest(
    Scenario scenario, double timeScale, long seed, boolean force, Method method) {
  /** The request with its load stages shortened; what is run and kept as the effective scenario. */
  RunRequest scaled() {
    return with(new TimeScale(timeScale).apply(scenario));
  }

  /** The same with another scenario. */
  RunRequest with(Scenario other) {
    return new RunRequest(other, timeScale, seed, force, method);
  }

  /** What happens between a fault's injection and its undo. */
  @FunctionalInterface
  public interface Method {
    /**
     * Returns when the fault is to be undone, or at once when the run has to end.
     *
     * @param length how long the fault is to last
     */
    void during(Duration length, RunContext context);

    /** Whether narration must not name the fault. */
    default boolean hidden() {
      return false;
    }

    /** Waits for the fault's length. */
    static Method waiting() {
      return (length, context) -> context.waitUntil(context.clock().instant().plus(length));
    }
  }
}
