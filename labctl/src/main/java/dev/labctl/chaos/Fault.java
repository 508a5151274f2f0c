package dev.labctl.chaos;

import dev.labctl.component.etcd.Etcd;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Platform.Primitive;
import dev.labctl.spec.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The catalogue of faults; each is written once, from a platform's primitives. */
public sealed interface Fault permits MemberFault, NodeFault {
  /** What is known of the fault before it is injected. */
  Facts facts();

  /** How it is dealt. */
  Blow blow();

  /**
   * @param takes what it may be aimed at
   * @param length how long until its undo, where the scenario does not say
   * @param alerts names of alerts that count as its detection
   * @param landed what has to be seen after the injection, for people
   * @param heals whether the system is expected to serve again before the undo
   */
  record Facts(
      String name,
      String description,
      Target defaultTarget,
      Takes takes,
      Duration length,
      List<String> alerts,
      String landed,
      boolean heals) {
    public Facts {
      alerts = List.copyOf(alerts);
    }
  }

  /** What a fault may be aimed at. */
  sealed interface Takes {
    /** A member of a component; with a role, only the one that has it at the injection. */
    record MemberOf(Component component, @Nullable String role) implements Takes {}

    /** One of the nodes, never the edge. */
    record AnyNode() implements Takes {}

    /** The targets it takes, for messages. */
    default String rule() {
      return switch (this) {
        case AnyNode _ -> "node:<name> or node-of:role:<component>-<role>";
        case MemberOf(Component c, String role) when role != null ->
            "role:%1$s-%2$s, or member:%1$s-<n> while that is the %2$s".formatted(c.label(), role);
        case MemberOf(Component c, _) when c.equals(Etcd.COMPONENT) ->
            "role:etcd-leader, role:etcd-follower, member:etcd-<n> or random:etcd";
        case MemberOf(Component c, _) ->
            "role:%1$s-instance, member:%1$s-<n> or random:%1$s".formatted(c.label());
      };
    }
  }

  /** The primitives that it is made of. */
  default Set<Primitive> needs() {
    return blow().needs();
  }

  /** Why the platform cannot do it; empty when it can. */
  default Optional<String> lacking(Platform platform) {
    return needs().stream().sorted().flatMap(p -> platform.lacks(p).stream()).findFirst();
  }

  /** The role that most faults are aimed at. */
  Target.Role PRIMARY = new Target.Role("postgres", "primary");

  /** The whole catalogue, in the order of {@code chaos list}. */
  static List<Fault> all() {
    return Stream.<Fault>concat(MemberFault.all().stream(), NodeFault.all().stream()).toList();
  }

  /** Their names. */
  static Set<String> names() {
    return all().stream().map(f -> f.facts().name()).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Finds a fault by its name.
   *
   * @throws LabctlException (usage) for an unknown one
   */
  static Fault named(String name) {
    return all().stream()
        .filter(f -> f.facts().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                LabctlException.usage(
                    "there is no fault '%s'; known are %s; see 'labctl chaos list'"
                        .formatted(
                            name,
                            all().stream()
                                .map(f -> f.facts().name())
                                .collect(Collectors.joining(", ")))));
  }
}
