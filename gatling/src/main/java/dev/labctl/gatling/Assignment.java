package dev.labctl.gatling;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** What the simulation has to run, and whom it tells that it is ready. */
record Assignment(LoadPlan plan, Schedules schedules, Control control, PrintStream protocol) {

  void sayReady() {
    protocol.println("READY");
    protocol.flush();
  }

  /** Whether Gatling's users may come: shortly before the first arrival, or never if cancelled. */
  boolean gateOpens() {
    return isCancelled()
        || control
            .started()
            .map(run -> run.now() >= schedules.firstDueNanos() - Injection.GATE_NANOS)
            .orElse(false);
  }

  /** Whether labctl stopped or left before the start. */
  boolean isCancelled() {
    return control.isDecided() && control.started().isEmpty();
  }

  /** The run; only for users behind the gate. */
  LoadRun run() {
    Optional<LoadRun> run = control.started();
    return run.orElseThrow(() -> new IllegalStateException("a user came before the start"));
  }

  Duration requestTimeout() {
    return Duration.ofNanos(Math.round(plan.requestTimeoutSeconds() * 1e9));
  }

  String baseUrl() {
    return plan.baseUrl().toString().replaceAll("/+$", "");
  }

  String metricsUrl() {
    return "http://" + plan.metricsHost() + ":" + plan.metricsPort() + "/metrics";
  }
}
