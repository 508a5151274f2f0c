package dev.labctl.chaos;

import dev.labctl.chaos.Fault.Takes;
import dev.labctl.chaos.FaultAction.End;
import dev.labctl.lab.PostgresFailover;
import dev.labctl.lab.Processes;
import dev.labctl.spec.Target;
import java.time.Duration;
import java.util.List;

/** Faults of the Postgres primary. */
final class PostgresFaults {
  /** The role that most faults have as their target. */
  static final Target.RoleOf PRIMARY = new Target.RoleOf("postgres", "primary");

  private static final Takes THE_PRIMARY = new Takes.MemberOf("postgres", "primary");

  /** What an outage of the primary may raise; the first one seen counts. */
  private static final List<String> ALERTS =
      List.of("PostgresNoPrimary", "PostgresMemberDown", "HighErrorRate");

  private PostgresFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "postgres-switchover",
            "have Patroni move the Postgres primary to a synchronous standby",
            PRIMARY,
            THE_PRIMARY,
            Duration.ofSeconds(10),
            ALERTS,
            "another member is the primary, on a later timeline",
            true,
            FaultAction.of(
                    "SWITCHOVER",
                    PostgresFailover.class,
                    (failover, target) -> failover.switchover(target.onlyMember()))
                .seenAs(Landing.leaderMoved())
                // A demoted primary may keep its postmaster.
                .endedBy(End.RETURN)),
        new Fault(
            "postgres-primary-kill",
            "kill the Postgres primary's postmaster (SIGKILL); Patroni fails over",
            PRIMARY,
            THE_PRIMARY,
            Duration.ofSeconds(20),
            ALERTS,
            "the postmaster is gone",
            true,
            FaultAction.kill()),
        new Fault(
            "postgres-pod-kill",
            "delete the Postgres primary's pod at once, Patroni with it; a standby takes over",
            PRIMARY,
            THE_PRIMARY,
            Duration.ofSeconds(20),
            ALERTS,
            "the pod is gone",
            true,
            FaultAction.deletePod(false)),
        new Fault(
            "postgres-primary-kill-paused",
            "pause Patroni, then kill the Postgres primary: does not heal before failover is"
                + " resumed",
            PRIMARY,
            THE_PRIMARY,
            Duration.ofMinutes(5),
            ALERTS,
            "the postmaster is gone",
            false,
            killPaused()),
        new Fault(
            "postgres-hang",
            "stop the Postgres primary's postmaster and its children (SIGSTOP); Patroni stays and"
                + " fails over",
            PRIMARY,
            THE_PRIMARY,
            Duration.ofSeconds(30),
            ALERTS,
            "the postmaster is stopped",
            true,
            FaultAction.of(
                    "STOP",
                    Processes.class,
                    (processes, target) -> processes.stop(target.onlyMember()))
                .seenAs(Landing.stopped())));
  }

  /** There is no failover: the primary stays dead until the undo. */
  private static FaultAction killPaused() {
    return new FaultAction(
        List.of("PAUSE_FAILOVER", "KILL"),
        List.of(PostgresFailover.class, Processes.class),
        (platform, target) ->
            platform
                .capability(PostgresFailover.class)
                .orThrow()
                .pause()
                .before(platform.capability(Processes.class).orThrow().kill(target.onlyMember())),
        Affected.MEMBER,
        Landing.gone(),
        End.UNDO,
        Bounds.USUAL);
  }
}
