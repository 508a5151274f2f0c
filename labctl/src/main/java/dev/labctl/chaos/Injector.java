package dev.labctl.chaos;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.journal.Journal;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Platform;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Plans the injections of a scenario's faults, one at a time. */
public final class Injector {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final Platform platform;
  private final Journal journal;
  private final Watchdog watchdog;
  private final KillSwitch killSwitch;
  private final Consumer<Event> facts;
  private final InstantSource clock;
  private final TargetResolver targets;
  private final String run;
  private final Interlock interlock;

  /**
   * @param facts where events go: the timeline
   * @param random seeded; draws targets
   * @param run the run's id
   * @param force whether faults are injected that the lab may not survive
   */
  public Injector(
      Platform platform,
      Journal journal,
      Watchdog watchdog,
      KillSwitch killSwitch,
      Consumer<Event> facts,
      InstantSource clock,
      RandomGenerator random,
      String run,
      boolean force) {
    this(
        journal,
        watchdog,
        killSwitch,
        facts,
        clock,
        random,
        run,
        new Interlock(platform, PATIENCE, force));
  }

  Injector(
      Journal journal,
      Watchdog watchdog,
      KillSwitch killSwitch,
      Consumer<Event> facts,
      InstantSource clock,
      RandomGenerator random,
      String run,
      Interlock interlock) {
    this.platform = interlock.platform();
    this.journal = journal;
    this.watchdog = watchdog;
    this.killSwitch = killSwitch;
    this.facts = facts;
    this.clock = clock;
    this.targets = new TargetResolver(platform.lab(), random);
    this.run = run;
    this.interlock = interlock;
  }

  /**
   * Resolves the target and plans the undo. Nothing is written or changed yet.
   *
   * @return empty when the fault is skipped, which is on the timeline then: the platform lacks a
   *     capability, or the lab could not take it (a member is missing or lags, a leader too many,
   *     etcd would lose its majority)
   * @throws LabctlException usage when the target does not fit the fault; exit 4 while the kill
   *     switch is on
   */
  public Optional<Injection> prepare(FaultSpec spec) {
    killSwitch.refuseIfOn();
    Fault fault = Fault.named(spec.fault());
    Optional<String> lacking = fault.lacking(platform);
    if (lacking.isPresent()) {
      return skip(spec, lacking.get());
    }
    targets.check(fault, spec.target());
    List<MemberState> states;
    try {
      states = interlock.whole();
    } catch (LabctlException e) {
      if (e.exitCode() != ExitCode.INCONCLUSIVE) {
        throw e;
      }
      return skip(spec, String.valueOf(e.getMessage()));
    }
    ResolvedTarget target = targets.resolve(fault, spec.target(), states);
    Optional<String> refusal = interlock.refusal(fault, target, states);
    if (refusal.isPresent()) {
      return skip(spec, refusal.get());
    }
    return Optional.of(new Injection(this, spec, fault, target));
  }

  private Optional<Injection> skip(FaultSpec spec, String reason) {
    fact(new Event.FaultSkipped(clock.instant(), spec.id(), reason));
    return Optional.empty();
  }

  Platform platform() {
    return platform;
  }

  Journal journal() {
    return journal;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  InstantSource clock() {
    return clock;
  }

  String run() {
    return run;
  }

  void fact(Event event) {
    facts.accept(event);
  }
}
