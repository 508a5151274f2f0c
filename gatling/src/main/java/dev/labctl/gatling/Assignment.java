package dev.labctl.gatling;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** What the simulation has to run, and whom it tells that it is ready. */
record Assignment(LoadPlan plan, Schedules schedules, Control control, PrintStream protocol) {

  /** Says READY and waits; empty when labctl stopped or left before the start. */
  Optional<LoadRun> awaitStart() {
    protocol.println("READY");
    protocol.flush();
    return control.awaitStart();
  }

  Duration requestTimeout() {
    return Duration.ofNanos(Math.round(plan.requestTimeoutSeconds() * 1e9));
  }

  String baseUrl() {
    return plan.baseUrl().toString().replaceAll("/+$", "");
  }
}
