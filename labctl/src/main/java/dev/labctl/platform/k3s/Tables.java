package dev.labctl.platform.k3s;

import dev.labctl.lab.Details;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code status} shows of a cluster beside the lab's members. */
final class Tables {
  private Tables() {}

  /**
   * The nodes as Kubernetes sees them, and how labctl's own containers of them are.
   *
   * @param containers empty where nodes are none
   */
  static Details nodes(List<Node> nodes, Map<String, NodeLife> containers) {
    return new Details(
        "nodes",
        nodes.stream()
            .sorted(Comparator.comparing((Node n) -> n.getMetadata().getName()))
            .map(n -> node(n, containers))
            .toList());
  }

  private static Map<String, Object> node(Node node, Map<String, NodeLife> containers) {
    String name = node.getMetadata().getName();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("node", name);
    row.put("ready", Kube.ready(node));
    row.put("cordoned", Boolean.TRUE.equals(node.getSpec().getUnschedulable()));
    if (!containers.isEmpty()) {
      row.put("container", containers.getOrDefault(name, NodeLife.NONE).word());
    }
    row.put("version", node.getStatus().getNodeInfo().getKubeletVersion());
    return row;
  }

  /** The lab's pods. */
  static Details pods(List<Pod> pods) {
    return new Details(
        "pods",
        pods.stream()
            .sorted(Comparator.comparing((Pod p) -> p.getMetadata().getName()))
            .map(Tables::pod)
            .toList());
  }

  private static Map<String, Object> pod(Pod pod) {
    List<ContainerStatus> containers = pod.getStatus().getContainerStatuses();
    String node = pod.getSpec().getNodeName();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("pod", pod.getMetadata().getName());
    row.put("node", node == null ? "-" : node);
    row.put("phase", pod.getStatus().getPhase());
    row.put(
        "ready",
        "%d/%d"
            .formatted(
                containers.stream().filter(c -> Boolean.TRUE.equals(c.getReady())).count(),
                pod.getSpec().getContainers().size()));
    row.put("restarts", containers.stream().mapToInt(ContainerStatus::getRestartCount).sum());
    return row;
  }

  /**
   * Certificates, with whole days since they were made and until they end.
   *
   * @param certificates by what they are for
   */
  static Details certificates(Map<String, X509Certificate> certificates, Instant now) {
    return new Details(
        "certificates",
        new TreeMap<>(certificates)
            .entrySet().stream().map(c -> certificate(c.getKey(), c.getValue(), now)).toList());
  }

  private static Map<String, Object> certificate(
      String name, X509Certificate certificate, Instant now) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("certificate", name);
    row.put("ageDays", Duration.between(certificate.getNotBefore().toInstant(), now).toDays());
    row.put("leftDays", Duration.between(now, certificate.getNotAfter().toInstant()).toDays());
    return row;
  }
}
