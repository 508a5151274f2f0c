package dev.labctl.chaos;

import dev.labctl.chaos.Fault.Takes;
import dev.labctl.spec.Target;
import java.time.Duration;
import java.util.List;

/** Faults of the shortener's instances. */
final class ShortenerFaults {
  private static final Target ANY = new Target.RandomOf("shortener");
  private static final Takes INSTANCE = new Takes.MemberOf("shortener", null);
  private static final List<String> ALERTS = List.of("ShortenerInstanceDown", "HighErrorRate");

  private ShortenerFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "shortener-kill",
            "kill one shortener (SIGKILL); its supervisor restarts it",
            ANY,
            INSTANCE,
            Duration.ofSeconds(10),
            ALERTS,
            "the process is gone",
            true,
            FaultAction.kill()),
        new Fault(
            "shortener-pod-delete",
            "delete one shortener's pod; it drains first, and another takes its place",
            ANY,
            INSTANCE,
            Duration.ofSeconds(10),
            ALERTS,
            "the pod is gone",
            true,
            FaultAction.deletePod(true)));
  }
}
