package dev.labctl.chaos;

import dev.labctl.component.etcd.Etcd;
import dev.labctl.lab.Member;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Platform.Primitive;
import dev.labctl.lab.Platform.Traffic;
import dev.labctl.lab.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How a fault is dealt: its undo, its primitives, and how its landing is seen. All kinds are in
 * this one file so that they can be compared: each is a few lines.
 */
sealed interface Blow {
  /** What a platform must be able to do for it. */
  Set<Primitive> needs();

  /** What takes it back, resolved before it is dealt. */
  Undo plan(Platform platform, Aim aim);

  /**
   * What it needs first and nobody notices: it takes its time, so it is not the fault's instant.
   */
  default void arm(Platform platform) {}

  /** Deals it. */
  void deal(Platform platform, Aim aim, Undo undo);

  /** How its landing is seen. */
  Landing landing();

  /** How long each of its steps may take. */
  default Bounds bounds() {
    return Bounds.USUAL;
  }

  /** The members that it changes. */
  default List<Member> struck(Platform platform, Aim aim) {
    return List.of(aim.onlyMember());
  }

  /** Every member of the node aimed at. */
  private static List<Member> on(Platform platform, Aim aim) {
    return platform.lab().members().stream().filter(m -> m.node().equals(aim.node())).toList();
  }

  /** Every member of the node aimed at but its etcd, which on K3s is part of the node itself. */
  private static List<Member> pods(Platform platform, Aim aim) {
    return on(platform, aim).stream().filter(m -> !m.component().equals(Etcd.COMPONENT)).toList();
  }

  private static Undo restart(Aim aim) {
    return new Undo.AwaitRestart(aim.onlyMember().name());
  }

  /** SIGKILL to a member's main process. */
  record Kill() implements Blow {
    @Override
    public Set<Primitive> needs() {
      return Set.of(Primitive.KILL);
    }

    @Override
    public Undo plan(Platform platform, Aim aim) {
      return restart(aim);
    }

    @Override
    public void deal(Platform platform, Aim aim, Undo undo) {
      platform.kill(aim.onlyMember());
    }

    @Override
    public Landing landing() {
      return Landing.gone();
    }
  }

  /** SIGKILL while nobody fails over. */
  record KillPaused() implements Blow {
    @Override
    public Set<Primitive> needs() {
      return Set.of(Primitive.PAUSE_FAILOVER, Primitive.KILL);
    }

    @Override
    public Undo plan(Platform platform, Aim aim) {
      return new Undo.ResumeFailover();
    }

    @Override
    public void arm(Platform platform) {
      platform.pauseFailover();
    }

    @Override
    public void deal(Platform platform, Aim aim, Undo undo) {
      platform.kill(aim.onlyMember());
    }

    @Override
    public Landing landing() {
      return Landing.gone();
    }
  }

  /**
   * The member's pod deleted.
   *
   * @param graceful it may end its work first
   */
  record DeletePod(boolean graceful) implements Blow {
    /** Drain, grace and the kubelet's own steps. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    @Override
    public Set<Primitive> needs() {
      return Set.of(Primitive.DELETE_POD);
    }

    @Override
    public Undo plan(Platform platform, Aim aim) {
      return restart(aim);
    }

    @Override
    public void deal(Platform platform, Aim aim, Undo undo) {
      platform.deletePod(aim.onlyMember(), graceful);
    }

    @Override
    public Landing landing() {
      return Landing.gone();
    }

    @Override
    public Bounds bounds() {
      return Bounds.USUAL.landing(GRACE);
    }
  }

  /** Patroni's planned change of primary. */
  record Switchover() implements Blow {
    @Override
    public Set<Primitive> needs() {
      return Set.of(Primitive.SWITCHOVER);
    }

    @Override
    public Undo plan(Platform platform, Aim aim) {
      return restart(aim);
    }

    @Override
    public void deal(Platform platform, Aim aim, Undo undo) {
      platform.switchover(aim.onlyMember());
    }

    @Override
    public Landing landing() {
      return Landing.leaderMoved();
    }
  }

  /** Everything of a node ended; it stays down until the undo. */
  record PowerOff() implements Blow {
    @Override
    public Set<Primitive> needs() {
      return Set.of(Primitive.POWER_OFF);
    }

    @Override
    public Undo plan(Platform platform, Aim aim) {
      return platform.planPowerOff(aim.node());
    }

    @Override
    public void deal(Platform platform, Aim aim, Undo undo) {
      platform.powerOff(aim.node());
    }

    @Override
    public Landing landing() {
      return Landing.gone();
    }

    @Override
    public List<Member> struck(Platform platform, Aim aim) {
      return on(platform, aim);
    }
  }

  /** Everything of a node ended and started again at once. */
  record RestartNode() implements Blow {
    @Override
    public Set<Primitive> needs() {
      return Set.of(Primitive.RESTART_NODE);
    }

    @Override
    public Undo plan(Platform platform, Aim aim) {
      return platform.planPowerOff(aim.node());
    }

    @Override
    public void deal(Platform platform, Aim aim, Undo undo) {
      platform.restartNode(aim.node());
    }

    @Override
    public Landing landing() {
      return Landing.gone();
    }
  }

  /** Everything of a node stopped, its sockets open. */
  record Freeze() implements Blow {
    @Override
    public Set<Primitive> needs() {
      return Set.of(Primitive.FREEZE);
    }

    @Override
    public Undo plan(Platform platform, Aim aim) {
      return platform.planFreeze(aim.node());
    }

    @Override
    public void deal(Platform platform, Aim aim, Undo undo) {
      platform.freeze((Undo.Thaw) undo);
    }

    @Override
    public Landing landing() {
      return Landing.frozen();
    }

    @Override
    public List<Member> struck(Platform platform, Aim aim) {
      return on(platform, aim);
    }
  }

  /** A node emptied by evictions. */
  record Drain() implements Blow {
    /** They wait for each other: of a component only one member may be away. */
    private static final Duration EVICTIONS = Duration.ofSeconds(60);

    @Override
    public Set<Primitive> needs() {
      return Set.of(Primitive.DRAIN);
    }

    @Override
    public Undo plan(Platform platform, Aim aim) {
      return platform.planDrain(aim.node());
    }

    @Override
    public void deal(Platform platform, Aim aim, Undo undo) {
      platform.drain(aim.node(), bounds().inject());
    }

    @Override
    public Landing landing() {
      return Landing.gone();
    }

    @Override
    public Bounds bounds() {
      return Bounds.USUAL.inject(EVICTIONS).landing(DeletePod.GRACE);
    }

    @Override
    public List<Member> struck(Platform platform, Aim aim) {
      return pods(platform, aim);
    }
  }

  /** Packets from and to a node dropped. */
  record Cut(Traffic traffic) implements Blow {
    @Override
    public Set<Primitive> needs() {
      return Set.of(
          switch (traffic) {
            case ALL -> Primitive.CUT;
            case API -> Primitive.CUT_API;
          });
    }

    @Override
    public Undo plan(Platform platform, Aim aim) {
      return platform.planCut(aim.node(), traffic);
    }

    @Override
    public void deal(Platform platform, Aim aim, Undo undo) {
      platform.cut(aim.node(), traffic);
    }

    @Override
    public Landing landing() {
      return Landing.silent(traffic);
    }

    /** Without the API etcd still talks to its peers. */
    @Override
    public List<Member> struck(Platform platform, Aim aim) {
      return switch (traffic) {
        case ALL -> on(platform, aim);
        case API -> pods(platform, aim);
      };
    }
  }
}
