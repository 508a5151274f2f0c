package dev.labctl.platform.k3s;

import dev.labctl.component.pods.PodActions;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import dev.labctl.process.Await;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What components do in the cluster once their pods run.
 *
 * @param job the Job of that name
 * @param changed what this {@code up} has changed, as the applier says it
 */
record ClusterActions(
    K3sParts parts, Function<String, GenericKubernetesResource> job, List<String> changed)
    implements PodActions {
  private static final Duration POLL = Duration.ofMillis(300);
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @Override
  public boolean done(String name) {
    return parts.kube().completed(job.apply(name).getMetadata().getName());
  }

  @Override
  public void run(String name) {
    parts.applier().apply(List.of(job.apply(name)), false);
    await("the Job " + name, () -> done(name) ? "done" : "not done", "done"::equals);
  }

  @Override
  public boolean newVolume(String name) {
    return changed.contains("PersistentVolumeClaim %s created".formatted(name));
  }

  @Override
  public Output inMember(Member member, List<String> command, String input, Duration limit) {
    return parts
        .exec()
        .run(
            new Pods(parts.components()).name(member),
            member.component().label(),
            command,
            input,
            limit);
  }

  @Override
  public Output inPod(
      String prefix, String container, List<String> command, String input, Duration limit) {
    String pod =
        parts.kube().pods().stream()
            .map(p -> p.getMetadata().getName())
            .filter(name -> name.startsWith(prefix + "-"))
            .findFirst()
            .orElseThrow(() -> LabctlException.machine("%s has no pod".formatted(prefix)));
    return parts.exec().run(pod, container, command, input, limit);
  }

  @Override
  public void await(String what, Supplier<String> look, Predicate<String> done) {
    Await.until(
        "waiting for " + what,
        LIMIT,
        POLL,
        ExitCode.MACHINE,
        parts.unstartable().watching(look),
        done);
  }
}
