package dev.labctl.chaos;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.journal.Journal;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Redundancy;
import dev.labctl.process.Await;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Makes experiments of a scenario's faults, one at a time. */
public final class Injector {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(500);
  private final Platform platform;
  private final Journal journal;
  private final Watchdog watchdog;
  private final Lever lever;
  private final Consumer<Event> facts;
  private final InstantSource clock;
  private final TargetResolver targets;
  private final String run;
  private final Duration patience;

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
    this(platform, journal, watchdog, lever, facts, clock, random, run, PATIENCE);
  }

  Injector(
      Platform platform,
      Journal journal,
      Watchdog watchdog,
      Lever lever,
      Consumer<Event> facts,
      InstantSource clock,
      RandomGenerator random,
      String run,
      Duration patience) {
    this.platform = platform;
    this.journal = journal;
    this.watchdog = watchdog;
    this.lever = lever;
    this.facts = facts;
    this.clock = clock;
    this.targets = new TargetResolver(platform.lab(), random);
    this.run = run;
    this.patience = patience;
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
    Optional<String> lacking = lacking(fault);
    if (lacking.isPresent()) {
      return skip(spec, lacking.get());
    }
    List<MemberState> states;
    try {
      states = whole();
    } catch (LabctlException e) {
      if (e.exitCode() != ExitCode.INCONCLUSIVE) {
        throw e;
      }
      return skip(spec, String.valueOf(e.getMessage()));
    }
    Aim aim = targets.resolve(fault, spec.target(), states);
    var experiment = new Experiment(platform, journal, facts, clock, run, spec, fault, aim);
    experiment.promise(watchdog);
    return Optional.of(experiment);
  }

  private Optional<Experiment> skip(FaultSpec spec, String reason) {
    facts.accept(new Event.FaultSkipped(clock.instant(), spec.id(), reason));
    return Optional.empty();
  }

  /** A busy machine may miss one answer of a healthy member, so it is asked for a while. */
  private List<MemberState> whole() {
    record Seen(List<MemberState> states, String gap) {
      @Override
      public String toString() {
        return gap;
      }
    }
    return Await.until(
            "every member healthy",
            patience,
            POLL,
            ExitCode.INCONCLUSIVE,
            () -> {
              List<MemberState> states = platform.members();
              return new Seen(states, Redundancy.gap(platform.lab(), states).orElse(""));
            },
            seen -> seen.gap().isEmpty())
        .states();
  }

  private Optional<String> lacking(Fault fault) {
    return fault.facts().needs().stream()
        .sorted()
        .flatMap(p -> platform.lacks(p).stream())
        .findFirst();
  }
}
