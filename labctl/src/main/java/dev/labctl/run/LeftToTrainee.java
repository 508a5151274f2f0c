package dev.labctl.run;

import dev.labctl.lab.Redundancy;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.Instant;

/**
 * The method of a hidden rehearsal: the fault is not named, and nothing is done until the trainee
 * has mended the system or the time is over.
 */
public final class LeftToTrainee implements RunRequest.Method {
  private static final Duration POLL = Duration.ofSeconds(1);
  private final String runbook;
  private final Duration limit;

  /**
   * @param runbook whose fault it is
   * @param limit then the fault is undone
   */
  public LeftToTrainee(String runbook, Duration limit) {
    this.runbook = runbook;
    this.limit = limit;
  }

  @Override
  public boolean hidden() {
    return true;
  }

  @Override
  public void during(Duration length, RunContext context) {
    context
        .progress()
        .say(
            "something is wrong with the system now; find it and mend it within %d s"
                .formatted(limit.toSeconds()));
    Instant begin = context.clock().instant();
    Instant end = begin.plus(limit);
    String gap = "not looked yet";
    while (context.clock().instant().isBefore(end)
        && context.waitUntil(context.clock().instant().plus(POLL))) {
      gap = Redundancy.gap(context.platform().lab(), context.platform().members()).orElse("");
      if (gap.isEmpty()) {
        finish(context, "passed", "mended", begin);
        return;
      }
    }
    finish(context, "failed", "not mended: " + gap, begin);
  }

  private void finish(RunContext context, String outcome, String detail, Instant begin) {
    Instant now = context.clock().instant();
    double seconds = Duration.between(begin, now).toMillis() / 1000.0;
    context
        .facts()
        .add(
            new Event.RunbookStep(
                now,
                runbook,
                1,
                "Find and mend",
                outcome,
                "%.1f s; %s".formatted(seconds, detail)));
    context.progress().say("%s after %.1f s".formatted(detail, seconds));
  }
}
