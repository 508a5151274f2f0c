package dev.labctl.platform.k3s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.HashMap;
import java.util.Map;

/**
 * Whose objects are whose: every object of a lab has its labels, and labctl changes and deletes no
 * other.
 *
 * @param lab the lab's name: several may be in one cluster
 * @param namespace of the lab
 * @param everywhere whether a few of the lab's objects are outside its namespace, as in a cluster
 *     that is all its own
 */
record Owner(String lab, String namespace, boolean everywhere) {
  /** What objects of any lab have. */
  static final String LABEL = "app.kubernetes.io/managed-by";

  /** The value of {@link #LABEL}: also the field manager. */
  static final String LABCTL = "labctl";

  /** Which lab's. */
  static final String LAB_LABEL = "labctl.dev/lab";

  /** The labels that find the lab's objects. */
  Map<String, String> labels() {
    return Map.of(LABEL, LABCTL, LAB_LABEL, lab);
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
}
