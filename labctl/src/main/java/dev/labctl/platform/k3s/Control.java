package dev.labctl.platform.k3s;

import dev.labctl.component.Definition;
import dev.labctl.component.Settling;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.process.Await;
import dev.labctl.process.SideBySide;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Brings a lab on K3s to what its spec says, and takes it down. */
final class Control {
  private static final Duration POLL = Duration.ofMillis(300);
  private static final Duration API = Duration.ofMinutes(2);
  private static final Duration START = Duration.ofMinutes(4);
  private final K3sParts parts;
  private final UnstartablePods unstartable;

  Control(K3sParts parts) {
    this.parts = parts;
    this.unstartable = parts.unstartable();
  }

  /** What it did, one line a change; each step compares first, so that it can be run again. */
  List<String> up(Progress progress) {
    Nodes nodes = parts.nodes();
    for (Definition definition : parts.components().all()) {
      definition.pods().ifPresent(p -> p.prepare(parts.lab().root(), progress));
    }
    // Which images are wanted takes the processor a second, and what is amiss takes Docker one.
    new SideBySide(2).run(List.of(this::refuseWhatCannotWork, nodes::images));
    nodes.fetch(progress);
    List<String> changed = new ArrayList<>();
    parts.makeSecrets();
    try {
      changed.addAll(nodes.create(progress));
      changed.addAll(awaitApiAndSupplyImages(progress));
      awaitNodes(progress);
      apply(changed, progress);
      settle(changed, progress);
    } catch (LabctlException e) {
      throw LabctlException.of(
          e.exitCode(), e.getMessage() + "; see 'labctl status' and 'labctl logs MEMBER'", e);
    }
    return changed;
  }

  /** What {@link #up} would change. */
  List<String> plan() {
    refuseWhatCannotWork();
    List<String> changes = new ArrayList<>(parts.nodes().plan());
    if (!changes.isEmpty() || !parts.secrets().exist()) {
      // What is in a cluster that does not run cannot be compared.
      changes.add("apply the manifests");
      return changes;
    }
    ObjectRenderer renderer = parts.renderer();
    changes.addAll(parts.applier().applyAndPrune(renderer.objects(), renderer.everything(), true));
    return changes;
  }

  private void refuseWhatCannotWork() {
    List<String> missing =
        parts.nodes().required().stream()
            .filter(f -> !f.ok())
            .map(f -> "%s: %s; %s".formatted(f.what(), f.actual(), f.nextStep()))
            .toList();
    if (!missing.isEmpty()) {
      throw LabctlException.machine(String.join("\n", missing));
    }
  }

  /** Side by side, since each mostly waits: a node takes images before its API server answers. */
  private List<String> awaitApiAndSupplyImages(Progress progress) {
    Supplier<List<String>> api =
        () -> {
          parts.servers().await(API);
          return List.of();
        };
    Supplier<List<String>> images = () -> parts.nodes().supplyImages(progress);
    return new SideBySide(2)
        .map(List.of(api, images), Supplier::get).stream().flatMap(List::stream).toList();
  }

  private void awaitNodes(Progress progress) {
    Set<String> wanted =
        parts.lab().everyNode().stream()
            .map(dev.labctl.lab.Node::name)
            .collect(Collectors.toUnmodifiableSet());
    if (readyNodes().containsAll(wanted)) {
      return;
    }
    try (ProgressStep step = progress.begin("Waiting for the nodes")) {
      Await.until(
          "waiting for every node to be ready",
          START,
          POLL,
          ExitCode.MACHINE,
          this::readyNodes,
          ready -> ready.containsAll(wanted));
      step.done(wanted.size() + " are ready");
    }
  }

  private Set<String> readyNodes() {
    return parts.kube().nodes().stream()
        .filter((Node n) -> Kube.ready(n))
        .map(n -> n.getMetadata().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void apply(List<String> changed, Progress progress) {
    ObjectRenderer renderer = parts.renderer();
    try (ProgressStep step = progress.begin("Applying the manifests")) {
      List<GenericKubernetesResource> objects = renderer.objects();
      List<String> differing = parts.applier().applyAndPrune(objects, renderer.everything(), false);
      changed.addAll(differing);
      step.done("%d objects, %d changed".formatted(objects.size(), differing.size()));
    }
  }

  private void settle(List<String> changed, Progress progress) {
    parts.learnPlacement();
    Settling settling =
        new Settling(
            parts.inquiry(), unstartable.watching(parts.probe()::all), START, changed, progress);
    ClusterActions actions = parts.actions(List.copyOf(changed));
    for (Definition definition : parts.components().all()) {
      definition.pods().ifPresent(p -> p.settle(actions, settling));
    }
    settling.everybody();
    parts.learnPlacement();
  }

  /** Stops the lab; with {@code purge} leaves nothing of it. */
  void down(boolean purge, Progress progress) {
    parts.nodes().down(purge, progress);
    if (purge) {
      parts.forget();
    }
  }
}
