package dev.labctl.platform.k3s;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ends a wait for members early when a pod cannot start: nothing that is waited for mends an image
 * that nobody has, or a Secret that is not there.
 */
final class UnstartablePods {
  /** What the kubelet calls it. */
  private static final Set<String> REASONS =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "ErrImageNeverPull",
          "InvalidImageName",
          "CreateContainerConfigError");

  /** The kubelet tries again after 10 s: a registry may hiccup, and a Secret come a moment late. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration LOOK = Duration.ofSeconds(2);

  private final Supplier<List<Pod>> pods;
  private final String kubectl;
  private final InstantSource clock;
  private final Map<String, Instant> since = new HashMap<>();
  private Instant next = Instant.MIN;

  /**
   * Those of a lab.
   *
   * @param pods asks for the lab's pods
   * @param kubectl how a shell calls it for the lab's namespace
   */
  UnstartablePods(Supplier<List<Pod>> pods, String kubectl, InstantSource clock) {
    this.pods = pods;
    this.kubectl = kubectl;
    this.clock = clock;
  }

  /** A state that is asked for in a wait, which ends when a pod cannot start. */
  <T> Supplier<T> watching(Supplier<T> state) {
    return () -> {
      look();
      return state.get();
    };
  }

  /**
   * Looks at the pods, not more often than is of use.
   *
   * @throws LabctlException (exit 3) when one could not start in a row of looks
   */
  void look() {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(LOOK);
    List<Pod> seen;
    try {
      seen = pods.get();
    } catch (LabctlException e) {
      if (e.exitCode() == ExitCode.INTERRUPTED) {
        throw e;
      }
      // The members are asked past the API; an API that is away for a moment ends no wait.
      return;
    }
    Map<String, Instant> still = new HashMap<>();
    for (Pod pod : seen) {
      ContainerStatus stuck = stuck(pod);
      if (stuck != null) {
        String key = pod.getMetadata().getUid() + "/" + stuck.getName();
        Instant first = since.getOrDefault(key, now);
        still.put(key, first);
        if (!now.isBefore(first.plus(PATIENCE))) {
          throw failure(pod, stuck);
        }
      }
    }
    since.clear();
    since.putAll(still);
  }

  private static @Nullable ContainerStatus stuck(Pod pod) {
    if (pod.getStatus() == null || pod.getMetadata().getDeletionTimestamp() != null) {
      return null;
    }
    return Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream())
        .filter(c -> c.getState() != null && c.getState().getWaiting() != null)
        .filter(c -> REASONS.contains(String.valueOf(c.getState().getWaiting().getReason())))
        .findFirst()
        .orElse(null);
  }

  private LabctlException failure(Pod pod, ContainerStatus stuck) {
    String name = pod.getMetadata().getName();
    ContainerStateWaiting waiting = stuck.getState().getWaiting();
    return LabctlException.machine(
        "the pod %s cannot start on %s: container %s, image %s: %s; correct that (%s describe pod %1$s), then '%6$s delete pod %1$s' and 'labctl up'"
            .formatted(
                name,
                pod.getSpec().getNodeName(),
                stuck.getName(),
                stuck.getImage(),
                waiting.getReason() + ": " + waiting.getMessage(),
                kubectl));
  }
}
