package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What members have logged: of pods what Kubernetes keeps, which is the last container and the one
 * before; of etcd what its K3s server has.
 */
record LogReader(Kube kube, Nodes nodes, Components components) {
  /** Before anything of ours. */
  private static final Instant EARLIEST = Instant.EPOCH;

  List<String> between(Member member, Instant from, Instant to) {
    Instant since = from.isBefore(EARLIEST) ? EARLIEST : from;
    List<String> lines =
        components.of(member).pods().isPresent() ? pod(member, since) : server(member, since);
    return PodLog.between(lines, since, to);
  }

  private List<String> pod(Member member, Instant since) {
    Optional<Pod> pod = new Pods(components).of(member, kube.pods());
    if (pod.isEmpty()) {
      return List.of();
    }
    String name = pod.get().getMetadata().getName();
    String container = member.component().label();
    List<String> lines = new ArrayList<>(kube.log(name, container, since, true));
    lines.addAll(kube.log(name, container, since, false));
    return lines;
  }

  private List<String> server(Member member, Instant since) {
    return nodes
        .own()
        .map(own -> own.log(member.node().name(), since))
        .orElseThrow(
            () ->
                LabctlException.usage(
                    "labctl cannot read the log of a node that is not its own: "
                        + member.node().name()));
  }
}
