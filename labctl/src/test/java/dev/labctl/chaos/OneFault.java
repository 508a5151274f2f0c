package dev.labctl.chaos;

import dev.labctl.cli.LabComponents;
import dev.labctl.journal.Journal;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Quiet;
import dev.labctl.ledger.Ledger;
import dev.labctl.ledger.LedgerCheck;
import dev.labctl.platform.local.LocalPlatform;
import dev.labctl.probe.Probe;
import dev.labctl.process.Await;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.Scenario.Expectations;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.timeline.Event;
import dev.labctl.watch.AlertWatch;
import dev.labctl.watch.LeaderWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A run of one fault under the probe, without load. */
final class OneFault {
  private static final InstantSource CLOCK = InstantSource.system();
  private final Platform platform;
  private final Path launcher;
  private final List<Event> facts = new CopyOnWriteArrayList<>();

  OneFault(Platform platform, Path launcher) {
    this.platform = platform;
    this.launcher = launcher;
  }

  static Platform platform(Path cluster, Path state, Path root) {
    return new LocalPlatform(
        new ClusterReader().read(cluster, cluster.toString()),
        LabComponents.ALL,
        state,
        root,
        System.getenv("PATH"),
        CLOCK);
  }

  /** Probes for two seconds, injects, waits, undoes, waits for redundancy, checks the ledger. */
  List<Event> run(String fault, Duration length) {
    String run = "t" + CLOCK.millis() + "-" + fault;
    var ledger = new Ledger(run);
    var random = new Random(7);
    var lab = platform.lab();
    try (var _ = new AlertWatch(lab.alertmanager(), CLOCK, this::add, this::failed);
        var _ = new LeaderWatch(platform, CLOCK, this::add, this::failed);
        var _ = new Probe(lab.entry(), ledger, CLOCK, random, this::add, this::failed)) {
      Await.pause(Duration.ofSeconds(2));
      var journal = new Journal(lab.state());
      var injector =
          new Injector(
              platform,
              journal,
              new Watcher(lab, journal, launcher),
              new KillSwitch(lab.state()),
              this::add,
              CLOCK,
              random,
              run,
              false);
      try (var injection = injector.prepare(spec(fault, length)).orElseThrow()) {
        injection.promise();
        injection.inject();
        Await.pause(length);
        injection.undo();
        injection.awaitRedundant(Duration.ofSeconds(90));
      }
      Await.pause(Duration.ofSeconds(1));
    }
    new LedgerCheck(platform, CLOCK, this::add).verify(ledger, new Quiet());
    return List.copyOf(facts);
  }

  private synchronized void add(Event event) {
    facts.add(event);
  }

  private void failed(dev.labctl.exit.LabctlException e) {
    add(new Event.Problem(CLOCK.instant(), "watcher", String.valueOf(e.getMessage())));
  }

  private static FaultSpec spec(String fault, Duration length) {
    return new FaultSpec(
        "it",
        Duration.ZERO,
        fault,
        Fault.named(fault).defaultTarget(),
        Optional.of(length),
        new Expectations(null, null, null));
  }

  /** The sum of an operation's outages in seconds. */
  static double outage(List<Event> facts, String operation, Instant end) {
    return facts.stream()
        .filter(Event.OutageEnded.class::isInstance)
        .map(Event.OutageEnded.class::cast)
        .filter(o -> o.operation().equals(operation))
        .mapToDouble(
            o -> Duration.between(o.from(), o.to() == null ? end : o.to()).toMillis() / 1000.0)
        .sum();
  }
}
