package dev.labctl.report.evaluate;

import dev.labctl.report.model.Report.EnvironmentPhase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a machine had no room left in a phase, and whose doing that was. The rule and its limits
 * are explained in {@code docs/saturation.md}.
 */
public final class Saturation {
  static final double CPU_PRESSURE = 0.5;
  static final double IO_PRESSURE = 0.5;
  static final double MEMORY_PRESSURE = 0.1;
  static final double STEAL = 0.1;
  static final double GENERATOR_DELAY_SECONDS = 0.1;

  /** From this share of the busy processor time on it is the service that keeps it busy. */
  static final double OWN_DOING = 0.5;

  private Saturation() {}

  /** What was short, each with its figure; empty when there was room. */
  public static List<String> of(EnvironmentPhase phase) {
    var scarce = new ArrayList<String>();
    over(scarce, "processor pressure", phase.cpuPressure(), CPU_PRESSURE);
    over(scarce, "disk pressure", phase.ioPressure(), IO_PRESSURE);
    over(scarce, "memory pressure", phase.memoryPressure(), MEMORY_PRESSURE);
    over(scarce, "processor time stolen by other machines", phase.steal(), STEAL);
    Double delay = phase.generatorDelayP99Seconds();
    if (delay != null && delay >= GENERATOR_DELAY_SECONDS) {
      scarce.add("the load generator was " + Wording.duration(delay) + " late at p99");
    }
    return scarce;
  }

  private static void over(List<String> over, String what, @Nullable Double share, double limit) {
    if (share != null && share >= limit) {
      over.add(what + " " + Wording.percent(share));
    }
  }

  /** Whether the service itself used the processor that was short; unknown is not an accusation. */
  static boolean ownDoing(EnvironmentPhase phase) {
    return phase.serviceCpu() != null && phase.serviceCpu() >= OWN_DOING;
  }

  /**
   * Whether the pressure alone proves that something else than the service was in the way. Of the
   * processor only when it is known that the service did not use it up itself.
   */
  static boolean othersDoing(EnvironmentPhase phase) {
    boolean processor =
        phase.cpuPressure() != null
            && phase.cpuPressure() >= CPU_PRESSURE
            && phase.serviceCpu() != null;
    return !ownDoing(phase) && (processor || elsewhere(phase));
  }

  private static boolean elsewhere(EnvironmentPhase phase) {
    return atLeast(phase.ioPressure(), IO_PRESSURE)
        || atLeast(phase.memoryPressure(), MEMORY_PRESSURE)
        || atLeast(phase.steal(), STEAL);
  }

  private static boolean atLeast(@Nullable Double share, double limit) {
    return share != null && share >= limit;
  }
}
