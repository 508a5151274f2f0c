package dev.labctl.run;

import dev.labctl.runbook.Rehearsal;
import dev.labctl.runbook.RehearsalEnvironment;
import dev.labctl.runbook.Runbook;
import dev.labctl.runbook.StepResult;
import java.time.Duration;

/** The method of a rehearsal: the runbook's steps between injection and undo. */
public final class WalkedRunbook implements RunRequest.Method {
  private final Runbook runbook;
  private final String cluster;
  private final String path;

  /**
   * @param cluster as the user chose it, for the steps' own calls of labctl
   * @param path search path of programs
   */
  public WalkedRunbook(Runbook runbook, String cluster, String path) {
    this.runbook = runbook;
    this.cluster = cluster;
    this.path = path;
  }

  @Override
  public void during(Duration length, RunContext context) {
    new Rehearsal(
            RehearsalEnvironment.of(context.platform(), cluster, path),
            context.prometheus()::query,
            context.clock(),
            context.abort()::requested)
        .run(runbook, result -> heard(result, context));
  }

  private void heard(StepResult result, RunContext context) {
    context.facts().add(result.event(runbook));
    result.tell(context.progress());
  }
}
