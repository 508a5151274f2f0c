package dev.labctl.run;

import dev.labctl.exit.LabctlException;
import dev.labctl.progress.Progress;
import dev.labctl.timeline.Event;
import dev.labctl.timeline.Timeline;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's facts go: onto the timeline. What ends a run does so before it is written down, and
 * a timeline that cannot be written ends the run too, but never keeps an undo from happening: it is
 * told once, and the run is inconclusive.
 */
public final class Facts {
  private final Timeline timeline;
  private final InstantSource clock;
  private final Abort abort;
  private final Progress progress;
  private final AtomicReference<@Nullable LabctlException> broken = new AtomicReference<>();

  Facts(Timeline timeline, InstantSource clock, Abort abort, Progress progress) {
    this.timeline = timeline;
    this.clock = clock;
    this.abort = abort;
    this.progress = progress;
  }

  /** Adds a fact; returns in any case. */
  public void add(Event event) {
    try {
      timeline.add(event);
    } catch (LabctlException e) {
      if (broken.compareAndSet(null, e)) {
        abort.because(Abort.Cause.NOT_RECORDED);
        progress.warn(e.getMessage() + "; the run ends, for nothing of it would be kept");
      }
    }
  }

  /** Adds what makes the result doubtful. */
  void problem(String source, String detail) {
    add(new Event.Problem(clock.instant(), source, detail));
  }

  /** What kept facts from being written, first; null when all were. */
  @Nullable LabctlException broken() {
    return broken.get();
  }

  /** A watcher has ended by itself: what it looked at goes unseen, so the run ends. */
  void watcherFailed(LabctlException e) {
    abort.because(Abort.Cause.WATCHER_FAILED);
    progress.warn(e.getMessage() + "; the run ends, for nobody watches it");
    problem("labctl", String.valueOf(e.getMessage()));
  }
}
