package dev.labctl.runbook;

import dev.labctl.progress.Progress;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How a step went.
 *
 * @param number from 1
 * @param took 0 for one that was not run
 * @param detail what was seen, or why it failed
 */
public record StepResult(
    int number, Step step, StepOutcome outcome, Instant endedAt, Duration took, String detail) {
  /** How it ended. */
  public enum StepOutcome {
    PASSED,
    FAILED,
    NOT_RUN;

    /** The word in timelines: {@code passed}, {@code failed}, {@code not-run}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Says how it went, as a warning unless it passed. */
  public void tell(Progress progress) {
    String line =
        String.format(
            Locale.ROOT,
            "%d. %s: %s (%.1f s)",
            number,
            step.title(),
            outcome.word(),
            took.toMillis() / 1000.0);
    if (outcome == StepOutcome.PASSED) {
      progress.say(line);
    } else {
      progress.warn(line + ": " + detail);
    }
  }

  /** The fact for the timeline. */
  public Event.RunbookStep event(Runbook runbook) {
    String time =
        outcome == StepOutcome.NOT_RUN
            ? ""
            : String.format(Locale.ROOT, "%.1f s; ", took.toMillis() / 1000.0);
    return new Event.RunbookStep(
        endedAt, runbook.name(), number, step.title(), outcome.word(), time + detail);
  }
}
