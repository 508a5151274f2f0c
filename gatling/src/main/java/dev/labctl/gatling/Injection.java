package dev.labctl.gatling;

import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;

import io.gatling.javaapi.core.OpenInjectionStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gatling's users for a list of due instants: as many in each second as there are arrivals, but
 * earlier. A user then waits for the exact instant of the arrival that it takes.
 */
final class Injection {
  /**
   * How long before the first arrival the users may begin to come. Gatling starts them at its next
   * tick, up to a second later; the other second covers a busy machine. Waiting users are cheap.
   */
  static final long GATE_NANOS = 2_000_000_000;

  private static final long SLOT_NANOS = 1_000_000_000;

  private Injection() {}

  /**
   * @param dues nanoseconds from T0, ascending
   * @param firstNanos the first due instant of the whole plan, for which the gate opens
   */
  static List<OpenInjectionStep> steps(long[] dues, long firstNanos) {
    List<OpenInjectionStep> steps = new ArrayList<>();
    long slotEnd = firstNanos;
    for (int next = 0; next < dues.length; ) {
      slotEnd += SLOT_NANOS;
      int first = next;
      while (next < dues.length && dues[next] < slotEnd) {
        next++;
      }
      Duration slot = Duration.ofNanos(SLOT_NANOS);
      steps.add(next == first ? nothingFor(slot) : rampUsers(next - first).during(slot));
    }
    return steps;
  }
}
