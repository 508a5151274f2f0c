package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The kinds of objects that labctl applies, in the order in which they are applied; what is no
 * longer wanted is deleted in the opposite order. Named here, so that no discovery is asked for.
 */
enum Kind {
  NAMESPACE("", "v1", "Namespace", "namespaces", false),
  SERVICE_ACCOUNT("", "v1", "ServiceAccount", "serviceaccounts", true),
  ROLE("rbac.authorization.k8s.io", "v1", "Role", "roles", true),
  ROLE_BINDING("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", true),
  CLUSTER_ROLE("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false),
  CLUSTER_ROLE_BINDING(
      "rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false),
  NETWORK_POLICY("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", true),
  SECRET("", "v1", "Secret", "secrets", true),
  CONFIG_MAP("", "v1", "ConfigMap", "configmaps", true),
  VOLUME_CLAIM("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true),
  SERVICE("", "v1", "Service", "services", true),
  DISRUPTION_BUDGET("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true),
  STATEFUL_SET("apps", "v1", "StatefulSet", "statefulsets", true),
  DEPLOYMENT("apps", "v1", "Deployment", "deployments", true),
  DAEMON_SET("apps", "v1", "DaemonSet", "daemonsets", true),
  JOB("batch", "v1", "Job", "jobs", true),
  CRON_JOB("batch", "v1", "CronJob", "cronjobs", true),
  AUTOSCALER("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true);

  private final String group;
  private final String version;
  private final String kind;
  private final String plural;
  private final boolean namespaced;

  Kind(String group, String version, String kind, String plural, boolean namespaced) {
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.plural = plural;
    this.namespaced = namespaced;
  }

  /**
   * The kind of that name.
   *
   * @param source where it stands, for the message
   */
  static Kind of(String name, String source) {
    List<Kind> all = List.of(values());
    return all.stream()
        .filter(k -> k.kind.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                LabctlException.usage(
                    "%s: kind '%s' is not one that labctl applies; must be one of %s"
                        .formatted(
                            source,
                            name,
                            Arrays.stream(values())
                                .map(Kind::kubernetesName)
                                .collect(Collectors.joining(", ")))));
  }

  /** As in a manifest's {@code kind}. */
  String kubernetesName() {
    return kind;
  }

  boolean namespaced() {
    return namespaced;
  }

  ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(namespaced)
        .build();
  }
}
