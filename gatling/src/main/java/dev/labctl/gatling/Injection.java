package dev.labctl.gatling;

import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;

import io.gatling.javaapi.core.OpenInjectionStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gatling's users for a list of due instants: as many in each second as there are arrivals, but a
 * lead earlier. A user then waits for the exact instant of the arrival that it takes.
 */
final class Injection {
  private static final long SLOT_NANOS = 1_000_000_000;

  /** Covers Gatling's own start and a busy machine; costs waiting users, which are cheap. */
  private static final long LEAD_NANOS = 1_000_000_000;

  private Injection() {}

  /**
   * @param dues nanoseconds from T0, ascending, not empty
   * @param now nanoseconds from T0
   */
  static List<OpenInjectionStep> steps(long[] dues, long now) {
    List<OpenInjectionStep> steps = new ArrayList<>();
    long slotStart = dues[0];
    long wait = slotStart - LEAD_NANOS - now;
    if (wait > 0) {
      steps.add(nothingFor(Duration.ofNanos(wait)));
    }
    for (int next = 0; next < dues.length; slotStart += SLOT_NANOS) {
      int first = next;
      while (next < dues.length && dues[next] < slotStart + SLOT_NANOS) {
        next++;
      }
      Duration slot = Duration.ofNanos(SLOT_NANOS);
      steps.add(next == first ? nothingFor(slot) : rampUsers(next - first).during(slot));
    }
    return steps;
  }
}
