package dev.labctl.component.postgres;

import dev.labctl.component.Settling;
import dev.labctl.component.pods.PodActions;
import dev.labctl.exit.LabctlException;
import dev.labctl.progress.Progress.ProgressStep;
import java.time.Duration;
import java.util.List;

/** pgBackRest's repository: until it knows the database, no member can push its log there. */
final class Backups {
  /** Of the repository's pod, container, volume and files. */
  static final String NAME = "backup";

  private static final Duration STANZA = Duration.ofSeconds(30);

  private Backups() {}

  static void settle(PodActions actions, Settling settling) {
    // The migration comes after this and says that all before it is done, also to an up after one
    // that was killed.
    if (actions.done("migrate") && !actions.newVolume(NAME)) {
      return;
    }
    try (ProgressStep step = settling.progress().begin("Preparing backups")) {
      actions.await("pgBackRest's stanza", () -> createStanza(actions), String::isEmpty);
      step.done("");
    }
  }

  /** Why there is none yet; harmless when there is. */
  private static String createStanza(PodActions actions) {
    try {
      PodActions.Output result =
          actions.inPod(
              NAME,
              NAME,
              List.of("pgbackrest", "--stanza=lab", "--log-level-console=warn", "stanza-create"),
              "",
              STANZA);
      return result.exit() == 0 ? "" : (result.out() + result.err()).strip();
    } catch (LabctlException notYet) {
      // Its container may not run yet.
      return String.valueOf(notYet.getMessage());
    }
  }
}
