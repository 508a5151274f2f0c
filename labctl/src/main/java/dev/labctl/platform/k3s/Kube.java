package dev.labctl.platform.k3s;

import dev.labctl.exit.ExitCode;
import dev.labctl.process.Await;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What labctl asks of Kubernetes besides applying manifests: its pods and nodes. */
final class Kube {
  private static final int TOO_MANY_REQUESTS = 429;

  private final ApiServers servers;
  private final String namespace;

  Kube(ApiServers servers, String namespace) {
    this.servers = servers;
    this.namespace = namespace;
  }

  /** The pods of the lab's namespace that have not ended. */
  List<Pod> pods() {
    return servers.ask(
        "list pods",
        client ->
            client.pods().inNamespace(namespace).list().getItems().stream()
                .filter(p -> !Set.of("Succeeded", "Failed").contains(p.getStatus().getPhase()))
                .toList());
  }

  /** The lab's namespace. */
  Optional<Namespace> namespace() {
    return servers.ask(
        "look at the namespace " + namespace,
        client -> Optional.ofNullable(client.namespaces().withName(namespace).get()));
  }

  /** Deletes the lab's namespace and all that is in it; returns before that is gone. */
  void deleteNamespace() {
    servers.ask(
        "delete the namespace " + namespace,
        client -> client.namespaces().withName(namespace).delete());
  }

  /** Names of the namespace's volumes that stay when their claims go: their class says so. */
  Set<String> keptVolumes() {
    return volumes(v -> !"Delete".equals(v.getSpec().getPersistentVolumeReclaimPolicy()));
  }

  /** What is left of the deleted namespace, without the volumes that stay. */
  Set<String> remains(Set<String> kept) {
    Set<String> left = new TreeSet<>();
    namespace().ifPresent(n -> left.add("namespace " + namespace));
    volumes(v -> !kept.contains(v.getMetadata().getName())).forEach(v -> left.add("volume " + v));
    return left;
  }

  private Set<String> volumes(Predicate<PersistentVolume> which) {
    return servers
        .ask("list volumes", client -> client.persistentVolumes().list().getItems())
        .stream()
        .filter(
            v ->
                v.getSpec().getClaimRef() != null
                    && namespace.equals(v.getSpec().getClaimRef().getNamespace()))
        .filter(which)
        .map(v -> v.getMetadata().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The cluster's nodes. */
  List<Node> nodes() {
    return servers.ask("list nodes", client -> client.nodes().list().getItems());
  }

  /**
   * Whether the kubelet of the node says that it is ready, and the control plane still hears it.
   */
  static boolean ready(Node node) {
    return node.getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /**
   * Deletes a pod.
   *
   * @param graceful its containers may end in their own time; otherwise it is gone from the API at
   *     once, whatever its node says
   */
  void deletePod(String name, boolean graceful) {
    servers.ask(
        "delete pod " + name,
        client -> {
          var pod = client.pods().inNamespace(namespace).withName(name);
          return graceful ? pod.delete() : pod.withGracePeriod(0).delete();
        });
  }

  /** Whether the node takes no new pods; false for one that is not there. */
  boolean cordoned(String node) {
    return servers.ask(
        "look at node " + node,
        client -> {
          Node found = client.nodes().withName(node).get();
          return found != null && Boolean.TRUE.equals(found.getSpec().getUnschedulable());
        });
  }

  /** Lets the node have new pods, or none; what runs there stays. */
  void schedulable(String node, boolean wanted) {
    servers.ask(
        (wanted ? "uncordon " : "cordon ") + node,
        client ->
            client
                .nodes()
                .withName(node)
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"spec\":{\"unschedulable\":%b}}".formatted(!wanted)));
  }

  /**
   * Evicts every pod of the lab from a node. A disruption budget refuses for a while, so each is
   * asked again until the deadline.
   */
  void evictAll(String node, Duration deadline) {
    Set<String> left = new TreeSet<>();
    for (Pod pod : pods()) {
      if (node.equals(pod.getSpec().getNodeName())) {
        left.add(pod.getMetadata().getName());
      }
    }
    Await.until(
        "evicting the pods of " + node,
        deadline,
        Duration.ofMillis(500),
        ExitCode.MACHINE,
        () -> {
          left.removeIf(this::evict);
          return left;
        },
        Set::isEmpty);
  }

  /** Whether the pod goes or is gone; false when a disruption budget refuses. */
  private boolean evict(String pod) {
    return servers.ask(
        "evict pod " + pod,
        client -> {
          try {
            return client.pods().inNamespace(namespace).withName(pod).evict();
          } catch (KubernetesClientException e) {
            if (e.getCode() == TOO_MANY_REQUESTS) {
              return false;
            }
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
              return true;
            }
            throw e;
          }
        });
  }

  /**
   * The lines that a container has written since {@code from}, each after its time in RFC 3339.
   *
   * @param previous of the container before its last restart; empty when there was none
   */
  List<String> log(String pod, String container, Instant from, boolean previous) {
    return servers.ask(
        "read the log of " + pod,
        client -> {
          var lines =
              client
                  .pods()
                  .inNamespace(namespace)
                  .withName(pod)
                  .inContainer(container)
                  .withReadyWaitTimeout(0)
                  .usingTimestamps();
          try {
            String text =
                previous
                    ? lines.terminated().sinceTime(from.toString()).getLog()
                    : lines.sinceTime(from.toString()).getLog();
            return text == null ? List.<String>of() : text.lines().toList();
          } catch (KubernetesClientException e) {
            if (previous && e.getCode() == HttpURLConnection.HTTP_BAD_REQUEST) {
              return List.<String>of();
            }
            throw e;
          }
        });
  }

  /** Whether the Job of that name has ended well. */
  boolean completed(String job) {
    return servers.ask(
        "look at the Job " + job,
        client -> {
          Job found = client.batch().v1().jobs().inNamespace(namespace).withName(job).get();
          return found != null
              && found.getStatus() != null
              && found.getStatus().getConditions().stream()
                  .anyMatch(c -> c.getType().equals("Complete") && c.getStatus().equals("True"));
        });
  }

  /** The pod that is called so, if there is one. */
  Optional<Pod> pod(String name) {
    return pods().stream().filter(p -> p.getMetadata().getName().equals(name)).findFirst();
  }
}
