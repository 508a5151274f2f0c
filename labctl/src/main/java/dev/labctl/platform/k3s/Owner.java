package dev.labctl.platform.k3s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whose objects are whose: every object of a lab has its labels, and labctl changes and deletes no
 * other.
 *
 * @param lab the lab's name: several may be in one cluster
 * @param namespace of the lab
 * @param everywhere whether a few of the lab's objects are outside its namespace, as in a cluster
 *     that is all its own
 * @param id what tells it from somebody else's lab of the same name; empty where nobody else is
 */
record Owner(String lab, String namespace, boolean everywhere, String id) {
  private static final Set<String> OF_EVERY_NAMESPACE =
      Set.of("default", "kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert");

  /** What objects of any lab have. */
  static final String LABEL = "app.kubernetes.io/managed-by";

  /** The value of {@link #LABEL}: also the field manager. */
  static final String LABCTL = "labctl";

  /** Which lab's. */
  static final String LAB_LABEL = "labctl.dev/lab";

  /** Whose, among labs of one name. */
  static final String ID_LABEL = "labctl.dev/owner";

  /** The labels that find the lab's objects. */
  Map<String, String> labels() {
    Map<String, String> labels = new HashMap<>(Map.of(LABEL, LABCTL, LAB_LABEL, lab));
    if (!id.isEmpty()) {
      labels.put(ID_LABEL, id);
    }
    return labels;
  }

  /** Marks an object as the lab's. */
  void mark(ObjectMeta meta) {
    Map<String, String> labels = new HashMap<>(labels());
    if (meta.getLabels() != null) {
      meta.getLabels().forEach(labels::putIfAbsent);
    }
    meta.setLabels(labels);
  }

  /** Whether it is the lab's. */
  boolean owns(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels != null && labels.entrySet().containsAll(labels().entrySet());
  }

  /**
   * Whether it is there because of the lab or of the namespace itself, without the lab's labels:
   * what a controller made of the lab's objects, Patroni's state, volumes of a StatefulSet, and
   * what Kubernetes puts into every namespace.
   */
  boolean owned(HasMetadata object) {
    ObjectMeta meta = object.getMetadata();
    Map<String, String> labels = meta.getLabels() == null ? Map.of() : meta.getLabels();
    return !meta.getOwnerReferences().isEmpty()
        || lab.equals(labels.get("labctl.dev/scope"))
        || (object.getKind().equals("PersistentVolumeClaim")
            && "postgres".equals(labels.get("app.kubernetes.io/name")))
        || OF_EVERY_NAMESPACE.contains(meta.getName());
  }
}
