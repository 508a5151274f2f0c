package dev.labctl.platform.k3s;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.process.Await;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The end of a lab that has a namespace of a cluster with other users. */
record GivenNamespace(ApiServers servers, Kube kube, String name) {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration STOP = Duration.ofMinutes(2);
  private static final Duration DELETE = Duration.ofMinutes(4);

  /**
   * Stops the lab in it; with {@code purge} deletes it.
   *
   * @throws LabctlException (exit 3) when it, or an object in it, is not the lab's
   */
  void down(Owner owner, boolean purge, Progress progress) {
    Optional<Namespace> there = kube.namespace();
    if (there.isPresent()) {
      if (!owner.owns(there.get())) {
        throw LabctlException.machine(
            "the namespace %s is not this lab's (it lacks the labels %s), so it stays as it is"
                .formatted(name, owner.labels()));
      }
      if (purge) {
        delete(owner, progress);
      } else {
        stop(owner, progress);
      }
    }
  }

  private void stop(Owner owner, Progress progress) {
    try (ProgressStep step = progress.begin("Stopping the members")) {
      new Applier(servers, owner).delete(Set.of(Kind.STATEFUL_SET, Kind.DEPLOYMENT));
      Await.until(
          "the end of the pods",
          STOP,
          POLL,
          ExitCode.MACHINE,
          () -> kube.pods().stream().map(p -> p.getMetadata().getName()).toList(),
          List::isEmpty);
      step.done("none runs");
    }
  }

  private void delete(Owner owner, Progress progress) {
    List<String> strangers = new Applier(servers, owner).strangers();
    if (!strangers.isEmpty()) {
      throw LabctlException.machine(
          "the namespace %s holds what labctl did not create, so nothing is deleted: %s; move or delete that, then again"
              .formatted(name, strangers));
    }
    try (ProgressStep step = progress.begin("Deleting the namespace " + name)) {
      Set<String> kept = kube.keptVolumes();
      kube.deleteNamespace();
      Await.until(
          "the end of the namespace %s and its volumes".formatted(name),
          DELETE,
          POLL,
          ExitCode.MACHINE,
          () -> kube.remains(kept),
          Set::isEmpty);
      step.done(
          kept.isEmpty() ? "" : "its storage class keeps the volumes: kubectl delete pv " + kept);
    }
  }
}
