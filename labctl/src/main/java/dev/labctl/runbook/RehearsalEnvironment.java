package dev.labctl.runbook;

import dev.labctl.lab.Lab;
import dev.labctl.lab.Platform;
import java.util.HashMap;
import java.util.Map;

/**
 * What a runbook's shell steps find in their environment. Runbooks use them with the default lab's
 * values as fallback, so that a person can paste a step without setting anything.
 */
public final class RehearsalEnvironment {
  private RehearsalEnvironment() {}

  /**
   * The variables.
   *
   * @param cluster the cluster as the user chose it, a name or a file
   * @param path the search path of programs, to which the project's launcher is added in front
   */
  public static Map<String, String> of(Platform platform, String cluster, String path) {
    Lab lab = platform.lab();
    Map<String, String> variables = new HashMap<>(platform.shell());
    variables.putAll(
        Map.of(
            // What only a rehearsal does, such as losing a row to get it back.
            "LABCTL_REHEARSAL", "1",
            "PATH", lab.root().resolve("bin") + ":" + path,
            "LABCTL_CLUSTER", cluster,
            "LABCTL_STATE", lab.state().toString(),
            "ENTRY", text(lab.entry()),
            "PROMETHEUS", text(lab.prometheus()),
            "ALERTMANAGER", text(lab.alertmanager())));
    return Map.copyOf(variables);
  }

  private static String text(java.net.URI uri) {
    return uri.toString().replaceFirst("/$", "");
  }
}
