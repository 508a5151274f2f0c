package dev.labctl.platform.k3s;

import dev.labctl.component.Components;
import dev.labctl.component.Inquiry;
import dev.labctl.component.pods.PodPart;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What runs as what: {@code <node>/<pod's UID>/<container's id>}, with the start of a main process
 * that can be another one in the same container; of what is a part of its server {@code
 * <node>/<start of the node>}.
 *
 * <p>Kubernetes goes on telling of the pods of a node that is gone for most of a minute, so the
 * node's container is asked first.
 */
final class Identities {
  /** A look serves all who ask within this time: a fault's members are asked one after another. */
  private static final Duration FRESH = Duration.ofMillis(150);

  private final Supplier<Map<String, NodeLife>> nodes;
  private final Supplier<List<Pod>> pods;
  private final Components components;
  private final Supplier<Inquiry> inquiry;

  /** The last known start of the main process, by container: a frozen one does not tell. */
  private final Map<String, String> starts = new ConcurrentHashMap<>();

  private @Nullable NodesAndPods last;

  /**
   * The identities.
   *
   * @param nodes how each node is, by its name
   * @param inquiry what members are asked with, now
   */
  Identities(
      Supplier<Map<String, NodeLife>> nodes,
      Supplier<List<Pod>> pods,
      Components components,
      Supplier<Inquiry> inquiry) {
    this.nodes = nodes;
    this.pods = pods;
    this.components = components;
    this.inquiry = inquiry;
  }

  private record NodesAndPods(Map<String, NodeLife> nodes, List<Pod> pods, long nanos) {}

  /** Of the member's main process; empty when it does not run. */
  Optional<String> of(Member member) {
    NodesAndPods look = look();
    String node = member.node().name();
    NodeLife state = look.nodes().get(node);
    if (state == null || !state.running()) {
      return Optional.empty();
    }
    Optional<PodPart> part = components.of(member).pods();
    if (part.isEmpty()) {
      return Optional.of(node + "/" + state.since());
    }
    return new Pods(components)
        .of(member, look.pods())
        .flatMap(pod -> Pods.container(pod, member.component()).map(c -> id(node, pod, c)))
        .flatMap(
            id -> part.get().restartsWithin() ? process(part.get(), member, id) : Optional.of(id));
  }

  /** Whether the node that the identity names is frozen. */
  boolean frozen(String identity) {
    String node = identity.substring(0, Math.max(0, identity.indexOf('/')));
    NodeLife state = look().nodes().get(node);
    return state != null && state.frozen();
  }

  private static String id(String node, Pod pod, ContainerStatus container) {
    String id = container.getContainerID();
    String shortId = id.substring(id.lastIndexOf('/') + 1);
    return "%s/%s/%s"
        .formatted(
            node, pod.getMetadata().getUid(), shortId.substring(0, Math.min(12, shortId.length())));
  }

  private Optional<String> process(PodPart part, Member member, String container) {
    Optional<String> told = part.started(inquiry.get(), member);
    told.filter(start -> !start.isEmpty()).ifPresent(start -> starts.put(container, start));
    String start = told.orElseGet(() -> starts.getOrDefault(container, "unknown"));
    return Optional.of(start).filter(s -> !s.isEmpty()).map(s -> container + "/" + s);
  }

  private synchronized NodesAndPods look() {
    NodesAndPods known = last;
    long now = System.nanoTime();
    if (known != null && now - known.nanos() < FRESH.toNanos()) {
      return known;
    }
    NodesAndPods made = new NodesAndPods(nodes.get(), pods(known), System.nanoTime());
    last = made;
    return made;
  }

  private List<Pod> pods(@Nullable NodesAndPods known) {
    try {
      return pods.get();
    } catch (LabctlException noServerAnswers) {
      // What ran goes on running without them.
      return known == null ? List.of() : known.pods();
    }
  }
}
