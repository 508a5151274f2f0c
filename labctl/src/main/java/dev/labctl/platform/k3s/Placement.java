package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;

/**
 * Which node each pod of the lab is on, as Kubernetes has decided. It is kept in the lab's state,
 * because a member's node must be known when no API server answers.
 *
 * @param nodes by the pod's name; the edge's pods are called as their component
 */
record Placement(Map<String, String> nodes) {
  Placement {
    nodes = Map.copyOf(nodes);
  }

  /** Of these pods; one that is not yet anywhere is absent. */
  static Placement of(List<Pod> pods) {
    Map<String, String> nodes = new TreeMap<>();
    for (Pod pod : pods) {
      String node = pod.getSpec().getNodeName();
      if (node != null) {
        nodes.put(pod.getMetadata().getName(), node);
      }
    }
    return new Placement(nodes);
  }

  /** As kept; empty before the first {@code up}. */
  static Placement load(Path file) {
    if (!Files.exists(file)) {
      return new Placement(Map.of());
    }
    try {
      return new Placement(
          Json.lines().readValue(Files.readString(file), new TypeReference<>() {}));
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(file, e), e);
    }
  }

  /** Keeps it, in one step, so that no other labctl reads half of it. */
  void save(Path file) {
    Path half = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(half, Json.lines().writeValueAsString(new TreeMap<>(nodes)));
      Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw LabctlException.machine("cannot write %s: %s".formatted(file, e), e);
    }
  }

  /** This, with what it lacks taken from an older one. */
  Placement over(Placement older) {
    Map<String, String> all = new TreeMap<>(older.nodes);
    all.putAll(nodes);
    return new Placement(all);
  }

  /** The node of the n-th pod of a StatefulSet, counted from 1. */
  Optional<String> node(String pod, int n) {
    return Optional.ofNullable(nodes.get(pod + "-" + n));
  }
}
