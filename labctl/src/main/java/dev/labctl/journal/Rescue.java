package dev.labctl.journal;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.LabLock;
import dev.labctl.lab.Platform;
import dev.labctl.process.Await;
import dev.labctl.progress.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Recovery as a command, by hand or by a fault's watcher. It waits for the lab's lock: a run that
 * was killed has freed it, but the watcher and the user may both have started a recovery. A run
 * that lives and yet is overdue has hung; its fault is undone without the lock, which does no harm.
 */
public final class Rescue {
  private static final Duration LOCK_WITHIN = Duration.ofSeconds(150);
  private static final Duration POLL = Duration.ofMillis(500);
  private final Platform platform;
  private final Recovery recovery;
  private final Journal journal;
  private final InstantSource clock;
  private final Supplier<LabLock> lock;

  /**
   * @param lock takes the lab's lock, or fails with exit 3 while another has it
   */
  public Rescue(Platform platform, Journal journal, InstantSource clock, Supplier<LabLock> lock) {
    this.platform = platform;
    this.recovery = new Recovery(platform, journal, clock);
    this.journal = journal;
    this.clock = clock;
    this.lock = lock;
  }

  private record RescueAttempt(@Nullable LabLock lock, List<Obligation> overdue, String words) {
    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * Undoes everything open and waits until the lab is redundant.
   *
   * @return what was undone
   * @throws LabctlException exit 3 when a living run keeps the lab, exit 6 when an undo fails
   */
  public List<Obligation> run(Progress progress) {
    RescueAttempt attempt =
        Await.until(
            "taking the lab",
            LOCK_WITHIN,
            POLL,
            ExitCode.MACHINE,
            this::attempt,
            a -> a.lock() != null || !a.overdue().isEmpty());
    LabLock held = attempt.lock();
    if (held == null) {
      progress.warn(attempt.words() + "; its fault is overdue and is undone all the same");
      return recovery.undo(attempt.overdue(), progress);
    }
    try (held) {
      List<Obligation> undone = recovery.undoOpen(progress);
      // Also with nothing open: the run may have been killed between its undo and redundancy.
      if (platform.running()) {
        recovery.awaitRedundant(progress);
      }
      return undone;
    }
  }

  private RescueAttempt attempt() {
    try {
      return new RescueAttempt(lock.get(), List.of(), "taken");
    } catch (LabctlException e) {
      Instant now = clock.instant();
      List<Obligation> overdue =
          journal.unsettled().stream().filter(o -> o.overdue().isBefore(now)).toList();
      return new RescueAttempt(null, overdue, String.valueOf(e.getMessage()));
    }
  }
}
