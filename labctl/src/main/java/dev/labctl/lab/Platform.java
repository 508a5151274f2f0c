package dev.labctl.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A place to run the lab. A caller depends on the part that it needs: the lab's life, its members,
 * their data. What faults are made of is asked for by type, and may be absent with a reason.
 *
 * <p>All throw {@link dev.labctl.exit.LabctlException}.
 */
public interface Platform extends LabLife, LabMembers, LabData, AutoCloseable {
  /** What a fault may need. */
  <C extends Capability> Offer<C> capability(Class<C> type);

  /**
   * Takes a change back that this platform has promised to, and sees that it is; harmless when done
   * already.
   */
  void undo(Undo undo);

  /** What there is beside members, for {@code status}; none on most platforms. */
  default List<Details> details() {
    return List.of();
  }

  /** The lab as manifests; empty where it is not deployed by any. */
  default Optional<Rendering> rendering() {
    return Optional.empty();
  }

  /** Bundles of the lab's images; empty where it needs none. */
  default Optional<ImageBundles> bundles() {
    return Optional.empty();
  }

  /** The snapshots of the cluster's state; empty where there is no cluster below the lab. */
  default Optional<EtcdSnapshots> snapshots() {
    return Optional.empty();
  }

  /** What the shells of runbooks' steps find in their environment: how to call what is here. */
  Map<String, String> shell();

  /** Versions of the system's programs, by name, for the report. */
  Map<String, String> versions();

  @Override
  void close();

  /** What {@link #up} did: the steps that changed something; empty when all was as it should be. */
  record UpResult(List<String> changed) {
    public UpResult {
      changed = List.copyOf(changed);
    }
  }
}
