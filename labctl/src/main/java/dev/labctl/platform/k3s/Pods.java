package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** Finds a member among the pods. */
record Pods(Components components) {
  /** The member's pod: of a StatefulSet by its name, of a Deployment by what it begins with. */
  Optional<Pod> of(Member member, List<Pod> pods) {
    return pods.stream().filter(p -> is(member, p.getMetadata().getName())).findFirst();
  }

  private boolean is(Member member, String pod) {
    return member.component().onEdge()
        ? pod.startsWith(member.name() + "-")
        : pod.equals(name(member));
  }

  /** The name of the pod of a member that is not on the edge. */
  String name(Member member) {
    String pod = components.of(member).pods().map(PodPart::pod).orElse("none");
    return pod + "-" + K3sLabs.number(member);
  }

  /** The member's running container, which is called as its component. */
  static Optional<ContainerStatus> container(Pod pod, Component component) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(c -> c.getName().equals(component.label()))
        .filter(c -> c.getState() != null && c.getState().getRunning() != null)
        .findFirst();
  }
}
