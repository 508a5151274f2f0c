package dev.labctl.chaos;

import dev.labctl.lab.Capability;
import dev.labctl.lab.Change;
import dev.labctl.lab.Platform;
import dev.labctl.lab.PodDeletion;
import dev.labctl.lab.Processes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What a fault does, made of a platform's capabilities.
 *
 * @param primitives what it needs, in the words of {@code chaos show}
 * @param needs the capabilities it needs
 * @param plan plans the change, and changes nothing
 * @param affected the members that it changes
 * @param landing how its landing is seen
 * @param end what ends it
 * @param bounds how long each of its steps may take
 */
record FaultAction(
    List<String> primitives,
    List<Class<? extends Capability>> needs,
    BiFunction<Platform, ResolvedTarget, Change> plan,
    Affected affected,
    Landing landing,
    End end,
    Bounds bounds) {

  /** What ends a fault. */
  enum End {
    /** The platform's undo. */
    UNDO,
    /** The restart of the target's process by its supervisor, not by labctl. */
    RESTART,
    /** The target runs, be it as the process that it was. */
    RETURN
  }

  /** For a pod to drain and to end, and the kubelet's own steps. */
  static final Duration POD_ENDS = Duration.ofSeconds(30);

  /** One that changes its target alone and is undone by the platform. */
  static <C extends Capability> FaultAction of(
      String primitive, Class<C> capability, BiFunction<C, ResolvedTarget, Change> plan) {
    return new FaultAction(
        List.of(primitive),
        List.of(capability),
        (platform, target) -> plan.apply(platform.capability(capability).orThrow(), target),
        Affected.MEMBER,
        Landing.gone(),
        End.UNDO,
        Bounds.USUAL);
  }

  /** SIGKILL to a member's main process. */
  static FaultAction kill() {
    return of("KILL", Processes.class, (processes, target) -> processes.kill(target.onlyMember()))
        .endedBy(End.RESTART);
  }

  /** A member's pod deleted. */
  static FaultAction deletePod(boolean graceful) {
    return of(
            "DELETE_POD",
            PodDeletion.class,
            (pods, target) -> pods.delete(target.onlyMember(), graceful))
        .endedBy(End.RESTART)
        .within(Bounds.USUAL.landing(POD_ENDS));
  }

  FaultAction affecting(Affected members) {
    return new FaultAction(primitives, needs, plan, members, landing, end, bounds);
  }

  FaultAction seenAs(Landing seen) {
    return new FaultAction(primitives, needs, plan, affected, seen, end, bounds);
  }

  FaultAction endedBy(End other) {
    return new FaultAction(primitives, needs, plan, affected, landing, other, bounds);
  }

  FaultAction within(Bounds other) {
    return new FaultAction(primitives, needs, plan, affected, landing, end, other);
  }

  /** Why the platform cannot do it; empty when it can. */
  Optional<String> lacking(Platform platform) {
    return needs.stream().flatMap(c -> platform.capability(c).lacking().stream()).findFirst();
  }
}
