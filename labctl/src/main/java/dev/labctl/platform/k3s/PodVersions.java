package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.component.Definition;
import dev.labctl.component.pods.PodActions;
import dev.labctl.component.pods.PodPart.VersionedProgram;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions of the programs that the lab runs, as they print them, and of Kubernetes. */
record PodVersions(Kube kube, PodExec exec, Lab lab, Components components) {
  private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");

  Map<String, String> all() {
    Map<String, String> versions = new TreeMap<>();
    versions.put(
        "kubernetes", kube.nodes().getFirst().getStatus().getNodeInfo().getKubeletVersion());
    List<Pod> pods = kube.pods();
    for (Definition definition : components.all()) {
      definition.pods().stream()
          .flatMap(p -> p.versions().stream())
          .forEach(p -> versions.put(p.name(), of(definition, p, pods)));
    }
    return versions;
  }

  private String of(Definition definition, VersionedProgram program, List<Pod> pods) {
    Member member = definition.of(lab).getFirst();
    return new Pods(components)
        .of(member, pods)
        .map(pod -> ask(pod, definition, program))
        .orElse("unknown");
  }

  private String ask(Pod pod, Definition definition, VersionedProgram program) {
    try {
      PodActions.Output result =
          exec.run(
              pod.getMetadata().getName(),
              definition.component().label(),
              program.command(),
              "",
              Duration.ofSeconds(10));
      Matcher matcher = NUMBER.matcher(result.out() + result.err());
      return matcher.find() ? matcher.group() : "unknown";
    } catch (LabctlException notRunning) {
      return "unknown";
    }
  }
}
