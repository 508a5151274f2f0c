package dev.labctl.chaos;

import dev.labctl.component.postgres.Postgres;
import dev.labctl.component.redis.Redis;
import dev.labctl.component.shortener.Shortener;
import dev.labctl.spec.Target;
import java.time.Duration;
import java.util.List;

/** Faults of one member. */
sealed interface MemberFault extends Fault {
  /** Alerts that an outage of Postgres' primary may raise; the first one seen counts. */
  List<String> PRIMARY_ALERTS = List.of("PostgresNoPrimary", "PostgresMemberDown", "HighErrorRate");

  /** Alerts that an outage of a shortener may raise. */
  List<String> SHORTENER_ALERTS = List.of("ShortenerInstanceDown", "HighErrorRate");

  /** In the order of {@code chaos list}. */
  static List<MemberFault> all() {
    return List.of(
        new ShortenerKill(),
        new ShortenerPodDelete(),
        new RedisMasterKill(),
        new PostgresSwitchover(),
        new PostgresPrimaryKill(),
        new PostgresPodKill(),
        new PostgresPrimaryKillPaused());
  }

  /** SIGKILL to one shortener. */
  record ShortenerKill() implements MemberFault {
    @Override
    public Facts facts() {
      return new Facts(
          "shortener-kill",
          "kill one shortener (SIGKILL); its supervisor restarts it",
          new Target.RandomOf("shortener"),
          new Takes.MemberOf(Shortener.COMPONENT, null),
          Duration.ofSeconds(10),
          SHORTENER_ALERTS,
          "the process is gone",
          true);
    }

    @Override
    public Blow blow() {
      return new Blow.Kill();
    }
  }

  /** One shortener's pod deleted in order: it drains first. */
  record ShortenerPodDelete() implements MemberFault {
    @Override
    public Facts facts() {
      return new Facts(
          "shortener-pod-delete",
          "delete one shortener's pod; it drains first, and another takes its place",
          new Target.RandomOf("shortener"),
          new Takes.MemberOf(Shortener.COMPONENT, null),
          Duration.ofSeconds(10),
          SHORTENER_ALERTS,
          "the pod is gone",
          true);
    }

    @Override
    public Blow blow() {
      return new Blow.DeletePod(true);
    }
  }

  /** SIGKILL to the Redis master. */
  record RedisMasterKill() implements MemberFault {
    @Override
    public Facts facts() {
      return new Facts(
          "redis-master-kill",
          "kill the Redis master (SIGKILL); Sentinel promotes a replica or finds it back",
          new Target.Role("redis", "master"),
          new Takes.MemberOf(Redis.COMPONENT, "master"),
          Duration.ofSeconds(10),
          List.of("RedisNoMaster", "HighErrorRate"),
          "the process is gone",
          true);
    }

    @Override
    public Blow blow() {
      return new Blow.Kill();
    }
  }

  /** Patroni's planned change of primary. */
  record PostgresSwitchover() implements MemberFault {
    @Override
    public Facts facts() {
      return new Facts(
          "postgres-switchover",
          "have Patroni move the Postgres primary to a synchronous standby",
          PRIMARY,
          new Takes.MemberOf(Postgres.COMPONENT, "primary"),
          Duration.ofSeconds(10),
          PRIMARY_ALERTS,
          "another member is the primary, on a later timeline",
          true);
    }

    @Override
    public Blow blow() {
      return new Blow.Switchover();
    }
  }

  /** SIGKILL to the primary's postmaster. */
  record PostgresPrimaryKill() implements MemberFault {
    @Override
    public Facts facts() {
      return new Facts(
          "postgres-primary-kill",
          "kill the Postgres primary's postmaster (SIGKILL); Patroni fails over",
          PRIMARY,
          new Takes.MemberOf(Postgres.COMPONENT, "primary"),
          Duration.ofSeconds(20),
          PRIMARY_ALERTS,
          "the postmaster is gone",
          true);
    }

    @Override
    public Blow blow() {
      return new Blow.Kill();
    }
  }

  /** The primary's pod deleted at once, Patroni and all. */
  record PostgresPodKill() implements MemberFault {
    @Override
    public Facts facts() {
      return new Facts(
          "postgres-pod-kill",
          "delete the Postgres primary's pod at once, Patroni with it; a standby takes over",
          PRIMARY,
          new Takes.MemberOf(Postgres.COMPONENT, "primary"),
          Duration.ofSeconds(20),
          PRIMARY_ALERTS,
          "the pod is gone",
          true);
    }

    @Override
    public Blow blow() {
      return new Blow.DeletePod(false);
    }
  }

  /** The primary killed while Patroni is paused: nobody promotes another until the undo. */
  record PostgresPrimaryKillPaused() implements MemberFault {
    @Override
    public Facts facts() {
      return new Facts(
          "postgres-primary-kill-paused",
          "pause Patroni, then kill the Postgres primary: does not heal before failover is resumed",
          PRIMARY,
          new Takes.MemberOf(Postgres.COMPONENT, "primary"),
          Duration.ofMinutes(5),
          PRIMARY_ALERTS,
          "the postmaster is gone",
          false);
    }

    @Override
    public Blow blow() {
      return new Blow.KillPaused();
    }
  }
}
