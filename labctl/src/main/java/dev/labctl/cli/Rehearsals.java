package dev.labctl.cli;

import dev.labctl.chaos.Fault;
import dev.labctl.run.LeftToTrainee;
import dev.labctl.run.RunRequest;
import dev.labctl.run.Scenarios;
import dev.labctl.run.WalkedRunbook;
import dev.labctl.runbook.Runbook;
import dev.labctl.runbook.RunbookFiles;
import dev.labctl.runbook.RunbookReader;
import dev.labctl.spec.Scenario;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the run of a runbook's rehearsal: its fault, and its steps between injection and undo. */
final class Rehearsals {
  /** The watcher outside labctl undoes the fault after this, whatever a step waits for. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Session session;
  private final Supplier<RunbookReader> reader;
  private final String path;

  Rehearsals(Session session, Supplier<RunbookReader> reader, String path) {
    this.session = session;
    this.reader = reader;
    this.path = path;
  }

  RunRequest request(String nameOrPath, boolean hidden, @Nullable Long seed) {
    Runbook runbook = reader.get().read(new RunbookFiles(session.root()).find(nameOrPath));
    Fault fault = Fault.named(runbook.fault());
    Scenario one = Scenarios.oneFault(fault, fault.facts().defaultTarget(), Optional.of(LIMIT));
    return new RunRequest(
        one.named("rehearse-" + runbook.name()),
        1,
        Scenarios.seed(seed),
        false,
        hidden
            ? new LeftToTrainee(runbook.name(), LIMIT)
            : new WalkedRunbook(runbook, session.clusterArgument(), path));
  }
}
