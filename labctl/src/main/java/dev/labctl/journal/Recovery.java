package dev.labctl.journal;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Redundancy;
import dev.labctl.process.Await;
import dev.labctl.progress.Progress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Meets the obligations that a crashed run left; does nothing when there are none. */
public final class Recovery {
  private static final Duration BACK_WITHIN = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(250);
  private final Platform platform;
  private final Journal journal;
  private final InstantSource clock;

  public Recovery(Platform platform, Journal journal, InstantSource clock) {
    this.platform = platform;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Undoes everything open, then waits until the lab is redundant again.
   *
   * @return what was undone; empty when nothing was open
   * @throws LabctlException exit 6 when an undo fails or the members do not come back in 90 s
   */
  public List<Obligation> settle(Progress progress) {
    List<Obligation> undone = undoOpen(progress);
    if (!undone.isEmpty() && platform.running()) {
      awaitRedundant(progress);
    }
    return undone;
  }

  /**
   * Undoes everything open without waiting for the members: for {@code up} and {@code down}, which
   * look after the members themselves.
   */
  public List<Obligation> undoOpen(Progress progress) {
    return undo(journal.unsettled(), progress);
  }

  List<Obligation> undo(List<Obligation> open, Progress progress) {
    List<RuntimeException> failures = new ArrayList<>();
    for (Obligation obligation : open) {
      try (var step = progress.begin("undo " + obligation.fault() + " on " + obligation.target())) {
        step.done(undo(obligation));
      } catch (RuntimeException e) {
        // Whatever it is: the other undos must still happen.
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failed(failures);
    }
    return open;
  }

  private String undo(Obligation obligation) {
    if (!platform.running()) {
      journal.settle(obligation.id(), clock.instant(), "lab is down");
      return "nothing of the lab runs";
    }
    platform.undo(obligation.undo());
    journal.settle(obligation.id(), clock.instant(), "recovered");
    return "undone";
  }

  /** Waits until every member is back, at most 90 s. */
  void awaitRedundant(Progress progress) {
    try (var step = progress.begin("members back")) {
      Await.until(
          "recovery",
          BACK_WITHIN,
          POLL,
          ExitCode.UNDO_FAILED,
          () -> Redundancy.gap(platform.lab(), platform.members()).orElse(""),
          String::isEmpty);
      step.done("redundant");
    }
  }

  private static LabctlException failed(List<RuntimeException> failures) {
    RuntimeException first = failures.getFirst();
    if (first instanceof LabctlException known && known.exitCode() == ExitCode.INTERRUPTED) {
      return known;
    }
    LabctlException all =
        LabctlException.of(
            ExitCode.UNDO_FAILED,
            failures.size()
                + " undo failed: "
                + (first instanceof LabctlException ? first.getMessage() : first)
                + "; the obligation stays in the journal: mend the cause and run 'labctl chaos"
                + " recover' again",
            first);
    failures.stream().skip(1).forEach(all::addSuppressed);
    return all;
  }
}
