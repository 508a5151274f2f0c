package dev.labctl.chaos;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Platform;
import dev.labctl.spec.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the catalogue. It is written once, in its family's file, from what platforms can do.
 *
 * @param takes which targets it may have
 * @param length how long until its undo, where the scenario does not say
 * @param alerts names of alerts that count as its detection
 * @param landed what has to be seen after the injection, for people
 * @param heals whether the system is expected to serve again before the undo
 */
public record Fault(
    String name,
    String description,
    Target defaultTarget,
    Takes takes,
    Duration length,
    List<String> alerts,
    String landed,
    boolean heals,
    FaultAction action) {
  public Fault {
    alerts = List.copyOf(alerts);
  }

  /** Which targets a fault may have. */
  public sealed interface Takes {
    /** A member of a component; with a role, only the one that has it at the injection. */
    record MemberOf(String component, @Nullable String role) implements Takes {}

    /** One of the nodes, never the edge. */
    record AnyNode() implements Takes {}

    /** The targets it takes, for messages. */
    default String rule() {
      return switch (this) {
        case AnyNode _ -> "node:<name> or node-of:role:<component>-<role>";
        case MemberOf(String c, String role) when role != null ->
            "role:%1$s-%2$s, or member:%1$s-<n> while that is the %2$s".formatted(c, role);
        case MemberOf(String c, _) ->
            "role:%1$s-<role>, member:%1$s-<n> or random:%1$s".formatted(c);
      };
    }
  }

  /** What it is made of, in the words of {@code chaos show}. */
  public List<String> primitives() {
    return action.primitives().stream().sorted().toList();
  }

  /**
   * Why the platform cannot do it, or that the lab has no member of the component; empty when it
   * can be done.
   */
  public Optional<String> lacking(Platform platform) {
    if (takes instanceof Takes.MemberOf(String component, _)
        && platform.lab().components().stream().noneMatch(c -> c.label().equals(component))) {
      return Optional.of(
          "this lab has no %1$s; see docs/clusters.md for how a cluster file asks for it"
              .formatted(component));
    }
    return action.lacking(platform);
  }

  /** The whole catalogue, in the order of {@code chaos list}. */
  public static List<Fault> all() {
    return Stream.of(
            ShortenerFaults.all(),
            RedisFaults.all(),
            KafkaFaults.all(),
            PostgresFaults.all(),
            NodeFaults.all(),
            NetworkFaults.all(),
            KubernetesFaults.all())
        .flatMap(List::stream)
        .toList();
  }

  /** Their names. */
  public static Set<String> names() {
    return all().stream().map(Fault::name).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Finds a fault by its name.
   *
   * @throws LabctlException (usage) for an unknown one
   */
  public static Fault named(String name) {
    return all().stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                LabctlException.usage(
                    "there is no fault '%s'; known are %s; see 'labctl chaos list'"
                        .formatted(
                            name,
                            all().stream().map(Fault::name).collect(Collectors.joining(", ")))));
  }
}
