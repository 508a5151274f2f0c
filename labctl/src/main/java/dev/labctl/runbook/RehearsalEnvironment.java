package dev.labctl.runbook;

import dev.labctl.lab.Lab;
import dev.labctl.lab.Platform;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    // Programs read one or the other.
    String direct = direct(lab, Optional.ofNullable(System.getenv("no_proxy")).orElse(""));
    variables.put("no_proxy", direct);
    variables.put("NO_PROXY", direct);
    return Map.copyOf(variables);
  }

  /** The lab's own addresses never go through a proxy; others may have to. */
  private static String direct(Lab lab, String given) {
    Set<String> hosts = new LinkedHashSet<>();
    hosts.addAll(List.of(given.split(",")));
    hosts.addAll(List.of("localhost", "127.0.0.0/8", "::1"));
    lab.everyNode().forEach(node -> hosts.add(node.address()));
    lab.members().forEach(member -> hosts.add(lab.endpoint(member).replaceFirst(":\\d+$", "")));
    for (URI uri : List.of(lab.entry(), lab.prometheus(), lab.alertmanager())) {
      hosts.add(uri.getHost());
    }
    hosts.removeIf(String::isBlank);
    return String.join(",", hosts);
  }

  private static String text(URI uri) {
    return uri.toString().replaceFirst("/$", "");
  }
}
