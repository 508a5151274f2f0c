package dev.labctl.chaos;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Platform.Primitive;
import dev.labctl.spec.Target;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The catalogue of faults; each is written once, from a platform's primitives. */
public sealed interface Fault {
  /** What is known of the fault before it is injected. */
  Facts facts();

  /**
   * @param takes what it may be aimed at
   * @param length how long until its undo, where the scenario does not say
   * @param needs primitives of the platform
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
      Set<Primitive> needs,
      List<String> alerts,
      String landed,
      boolean heals) {
    public Facts {
      needs = Set.copyOf(needs);
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
        case MemberOf(Component c, _) ->
            "role:%1$s-instance, member:%1$s-<n> or random:%1$s".formatted(c.label());
      };
    }
  }

  /** SIGKILL to one shortener. */
  record ShortenerKill() implements Fault {
    @Override
    public Facts facts() {
      return new Facts(
          "shortener-kill",
          "kill one shortener (SIGKILL); its supervisor restarts it",
          new Target.RandomOf("shortener"),
          new Takes.MemberOf(Component.SHORTENER, null),
          Duration.ofSeconds(10),
          Set.of(Primitive.KILL),
          List.of("ShortenerInstanceDown", "HighErrorRate"),
          "the process is gone",
          true);
    }
  }

  /** SIGKILL to the primary's postmaster. */
  record PostgresPrimaryKill() implements Fault {
    @Override
    public Facts facts() {
      return new Facts(
          "postgres-primary-kill",
          "kill the Postgres primary's postmaster (SIGKILL); Patroni fails over",
          PRIMARY,
          new Takes.MemberOf(Component.POSTGRES, "primary"),
          Duration.ofSeconds(20),
          Set.of(Primitive.KILL),
          List.of("PostgresNoPrimary", "PostgresMemberDown", "HighErrorRate"),
          "the postmaster is gone",
          true);
    }
  }

  /** Patroni's planned change of primary. */
  record PostgresSwitchover() implements Fault {
    @Override
    public Facts facts() {
      return new Facts(
          "postgres-switchover",
          "have Patroni move the Postgres primary to a synchronous standby",
          PRIMARY,
          new Takes.MemberOf(Component.POSTGRES, "primary"),
          Duration.ofSeconds(10),
          Set.of(Primitive.SWITCHOVER),
          List.of("PostgresNoPrimary", "PostgresMemberDown", "HighErrorRate"),
          "another member is the primary, on a later timeline",
          true);
    }
  }

  /** SIGKILL to the Redis master. */
  record RedisMasterKill() implements Fault {
    @Override
    public Facts facts() {
      return new Facts(
          "redis-master-kill",
          "kill the Redis master (SIGKILL); Sentinel promotes a replica or finds it back",
          new Target.Role("redis", "master"),
          new Takes.MemberOf(Component.REDIS, "master"),
          Duration.ofSeconds(10),
          Set.of(Primitive.KILL),
          List.of("RedisNoMaster", "HighErrorRate"),
          "the process is gone",
          true);
    }
  }

  /** Every process of a node killed at once; the node stays down until the undo. */
  record NodeKill() implements Fault {
    @Override
    public Facts facts() {
      return new Facts(
          "node-kill",
          "power a node off: all its processes are killed and stay down until the undo",
          PRIMARY_NODE,
          new Takes.AnyNode(),
          Duration.ofSeconds(30),
          Set.of(Primitive.POWER_OFF),
          NODE_ALERTS,
          "no member of the node has a process",
          true);
    }
  }

  /** Every process of a node stopped: its sockets stay open, nothing answers. */
  record NodeFreeze() implements Fault {
    @Override
    public Facts facts() {
      return new Facts(
          "node-freeze",
          "freeze a node: all its processes are stopped (SIGSTOP) until the undo",
          PRIMARY_NODE,
          new Takes.AnyNode(),
          Duration.ofSeconds(30),
          Set.of(Primitive.FREEZE),
          NODE_ALERTS,
          "every process of the node is stopped",
          true);
    }
  }

  /** The primary killed while Patroni is paused: nobody promotes another until the undo. */
  record PostgresPrimaryKillPaused() implements Fault {
    @Override
    public Facts facts() {
      return new Facts(
          "postgres-primary-kill-paused",
          "pause Patroni, then kill the Postgres primary: does not heal before failover is resumed",
          PRIMARY,
          new Takes.MemberOf(Component.POSTGRES, "primary"),
          Duration.ofMinutes(5),
          Set.of(Primitive.PAUSE_FAILOVER, Primitive.KILL),
          List.of("PostgresNoPrimary", "PostgresMemberDown", "HighErrorRate"),
          "the postmaster is gone",
          false);
    }
  }

  /** The role that most faults are aimed at. */
  Target.Role PRIMARY = new Target.Role("postgres", "primary");

  /** The node on which a loss costs most. */
  Target PRIMARY_NODE = new Target.NodeOf(PRIMARY);

  /** Alerts that the loss of a node may raise; the first one seen counts. */
  List<String> NODE_ALERTS =
      List.of(
          "NodeDown",
          "PostgresNoPrimary",
          "PostgresMemberDown",
          "ShortenerInstanceDown",
          "RedisNoMaster",
          "HighErrorRate",
          "HighLatency");

  /** The whole catalogue, in the order of {@code chaos list}. */
  static List<Fault> all() {
    return List.of(
        new ShortenerKill(),
        new RedisMasterKill(),
        new PostgresSwitchover(),
        new PostgresPrimaryKill(),
        new NodeKill(),
        new NodeFreeze(),
        new PostgresPrimaryKillPaused());
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
