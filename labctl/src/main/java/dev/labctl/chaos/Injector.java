package dev.labctl.chaos;

import dev.labctl.exit.LabctlException;
import dev.labctl.journal.Journal;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Redundancy;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.timeline.Event;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Makes experiments of a scenario's faults, one at a time. */
public final class Injector {
  private final Platform platform;
  private final Journal journal;
  private final Watchdog watchdog;
  private final Lever lever;
  private final Consumer<Event> facts;
  private final InstantSource clock;
  private final TargetResolver targets;
  private final String run;

  /**
   * @param facts where events go: the timeline
   * @param random seeded; draws targets
   * @param run the run's id
   */
  public Injector(
      Platform platform,
      Journal journal,
      Watchdog watchdog,
      Lever lever,
      Consumer<Event> facts,
      InstantSource clock,
      RandomGenerator random,
      String run) {
    this.platform = platform;
    this.journal = journal;
    this.watchdog = watchdog;
    this.lever = lever;
    this.facts = facts;
    this.clock = clock;
    this.targets = new TargetResolver(platform.lab(), random);
    this.run = run;
  }

  /**
   * Resolves the target and the undo, writes the obligation to the journal and sets the watcher.
   * Nothing is injected yet.
   *
   * @return empty when the fault is skipped, which is on the timeline then: the platform lacks a
   *     primitive, or the lab could not take it (a member is missing, a leader too many)
   * @throws LabctlException usage when the target does not fit the fault; exit 4 while the lever is
   *     pulled
   */
  public Optional<Experiment> prepare(FaultSpec spec) {
    lever.refuseIfPulled();
    Fault fault = Fault.named(spec.fault());
    targets.check(fault, spec.target());
    List<MemberState> states = platform.members();
    Optional<String> obstacle = lacking(fault).or(() -> Redundancy.gap(platform.lab(), states));
    if (obstacle.isPresent()) {
      facts.accept(new Event.FaultSkipped(clock.instant(), spec.id(), obstacle.get()));
      return Optional.empty();
    }
    Aim aim = targets.resolve(fault, spec.target(), states);
    var experiment = new Experiment(platform, journal, facts, clock, run, spec, fault, aim);
    experiment.promise(watchdog);
    return Optional.of(experiment);
  }

  private Optional<String> lacking(Fault fault) {
    return fault.facts().needs().stream()
        .sorted()
        .flatMap(p -> platform.lacks(p).stream())
        .findFirst();
  }
}
