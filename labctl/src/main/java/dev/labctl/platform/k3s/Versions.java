package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
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
record Versions(Kube kube, PodExec exec, Lab lab) {
  private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");

  private record Program(Component component, List<String> command) {}

  private static final Map<String, Program> PROGRAMS =
      Map.of(
          "patroni", new Program(Component.POSTGRES, List.of("patroni", "--version")),
          "postgres", new Program(Component.POSTGRES, List.of("postgres", "--version")),
          "redis", new Program(Component.REDIS, List.of("redis-server", "--version")),
          "java", new Program(Component.SHORTENER, List.of("java", "--version")),
          "haproxy", new Program(Component.HAPROXY, List.of("haproxy", "-v")),
          "prometheus", new Program(Component.PROMETHEUS, List.of("prometheus", "--version")),
          "alertmanager",
              new Program(Component.ALERTMANAGER, List.of("prometheus-alertmanager", "--version")));

  Map<String, String> all() {
    Map<String, String> versions = new TreeMap<>();
    versions.put(
        "kubernetes", kube.nodes().getFirst().getStatus().getNodeInfo().getKubeletVersion());
    List<Pod> pods = kube.pods();
    PROGRAMS.forEach((name, program) -> versions.put(name, of(program, pods)));
    return versions;
  }

  private String of(Program program, List<Pod> pods) {
    Member member = lab.members(program.component()).getFirst();
    return Pods.of(member, pods).map(pod -> ask(pod, program)).orElse("unknown");
  }

  private String ask(Pod pod, Program program) {
    try {
      PodExec.Result result =
          exec.run(
              pod.getMetadata().getName(),
              program.component().label(),
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
