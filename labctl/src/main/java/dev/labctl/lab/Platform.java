package dev.labctl.lab;

import dev.labctl.progress.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a place to run the lab must be able to do. Faults are made of these primitives; a platform
 * that lacks one says so in {@link #lacks}, and the fault is skipped with that reason.
 *
 * <p>Primitives act at once and return when done; none of them waits for the system to heal. All
 * throw {@link dev.labctl.exit.LabctlException}.
 */
public interface Platform extends AutoCloseable {
  /** The primitives of faults. */
  enum Primitive {
    KILL,
    DELETE_POD,
    POWER_OFF,
    RESTART_NODE,
    FREEZE,
    DRAIN,
    CUT,
    CUT_API,
    SWITCHOVER,
    PAUSE_FAILOVER
  }

  /** Which packets are dropped. */
  enum Traffic {
    /** All from and to the node. */
    ALL,
    /** Those from and to the Kubernetes API's port. */
    API
  }

  /** The lab's model. */
  Lab lab();

  /** Why a primitive cannot be had here; empty when it can. */
  Optional<String> lacks(Primitive primitive);

  /** Compares, then applies: after it every member runs and the schema is migrated. */
  UpResult up(Progress progress);

  /** What {@link #up} would change; changes nothing. */
  UpResult plan();

  /** What this machine has and lacks to run the lab. */
  List<Finding> inspect();

  /** Gets what {@link #inspect} misses and labctl can get; says what it does. */
  void fix(Progress progress);

  /** Stops every member; with {@code purge} forgets data and secrets too. Harmless when down. */
  void down(boolean purge, Progress progress);

  /** Whether anything of the lab runs. */
  boolean running();

  /** Every member as it is now. */
  default List<MemberState> members() {
    return members(Set.copyOf(lab().components()));
  }

  /**
   * Every member of these components as it is now; asks them side by side and answers within about
   * a second.
   */
  List<MemberState> members(Set<Component> components);

  /** What there is beside members, for {@code status}; none on most platforms. */
  default List<Details> details() {
    return List.of();
  }

  /** The lab as manifests; empty where it is not deployed by any. */
  default Optional<Rendering> rendering() {
    return Optional.empty();
  }

  /** Bundles of the lab's images; empty where it needs none. */
  default Optional<ImageBundles> bundles() {
    return Optional.empty();
  }

  /** The snapshots of the cluster's state; empty where there is no cluster below the lab. */
  default Optional<EtcdSnapshots> snapshots() {
    return Optional.empty();
  }

  /**
   * Identity of the member's main process (the postmaster for Postgres), empty when it does not
   * run.
   */
  Optional<String> identity(Member member);

  /** Whether the process of that identity is stopped (frozen). */
  boolean frozen(String identity);

  /** SIGKILL to the member's main process; its supervisor restarts it. */
  void kill(Member member);

  /**
   * Deletes the member's pod, in whose place another comes.
   *
   * @param graceful it may end its work first; otherwise it is gone at once
   */
  void deletePod(Member member, boolean graceful);

  /** What undoes {@link #powerOff}, and a {@link #restartNode} that was broken off. */
  Undo planPowerOff(Node node);

  /** Kills every process of the node at once and keeps it down until undone. */
  void powerOff(Node node);

  /** Kills everything of the node at once and starts it again without waiting. */
  void restartNode(Node node);

  /** What undoes {@link #drain}. */
  Undo planDrain(Node node);

  /**
   * Takes no new pods on the node and evicts those it has, honouring disruption budgets; returns
   * when the last eviction was granted.
   *
   * @param within how long the evictions may take together: they wait for each other
   */
  void drain(Node node, Duration within);

  /** What undoes {@link #cut}. */
  Undo planCut(Node node, Traffic traffic);

  /** Drops the node's packets until undone. */
  void cut(Node node, Traffic traffic);

  /** Whether this machine gets an answer from the node within a second, over that traffic. */
  boolean answers(Node node, Traffic traffic);

  /** What undoes {@link #freeze}: the processes that will be stopped, found now. */
  Undo.Thaw planFreeze(Node node);

  /** Stops (SIGSTOP) the planned processes and whatever they have started since. */
  void freeze(Undo.Thaw plan);

  /** Patroni's switchover to any healthy synchronous standby. */
  void switchover(Member primary);

  /** Patroni's maintenance mode: it no longer fails over by itself. */
  void pauseFailover();

  /** Does an undo; harmless when already done. */
  void undo(Undo undo);

  /**
   * Runs SQL as the database's superuser on one Postgres member, bypassing every cache and proxy.
   *
   * @return one line a row, without a header
   */
  String sql(Member postgres, String query, Duration timeout);

  /** Empties Redis and every shortener's L1. */
  void clearCaches();

  /** A member's log lines written between two instants; the last lines when nothing is dated. */
  List<String> log(Member member, Instant from, Instant to);

  /** What the shells of runbooks' steps find in their environment: how to call what is here. */
  java.util.Map<String, String> shell();

  /** Versions of the system's programs, by name, for the report. */
  java.util.Map<String, String> versions();

  @Override
  void close();

  /** What {@link #up} did: the steps that changed something; empty when all was as it should be. */
  record UpResult(List<String> changed) {
    public UpResult {
      changed = List.copyOf(changed);
    }
  }
}
