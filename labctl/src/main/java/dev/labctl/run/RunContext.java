package dev.labctl.run;

import dev.labctl.lab.Platform;
import dev.labctl.process.RunClock;
import dev.labctl.progress.Progress;
import dev.labctl.prometheus.PrometheusClient;
import java.time.Instant;

/** What the parts of one run share. */
public record RunContext(
    Platform platform,
    Progress progress,
    RunClock clock,
    Facts facts,
    PrometheusClient prometheus,
    Abort abort,
    RunFolder folder,
    Programs programs) {
  /**
   * Waits until an instant, or until the run has to end.
   *
   * @return whether the instant was reached
   */
  boolean waitUntil(Instant instant) {
    return abort.waitUntil(instant, clock);
  }
}
