package dev.labctl.platform.k3s;

import dev.labctl.lab.Capability;
import dev.labctl.lab.EtcdSnapshots;
import dev.labctl.lab.ImageBundles;
import dev.labctl.platform.Undos;
import java.time.Instant;
import java.util.List;

/** What can be done with nodes that are the lab's own, beside what the Kubernetes API can. */
interface OwnNodes {
  /**
   * What faults can do to a node from outside.
   *
   * @param undos the platform's, to which theirs are added
   */
  List<Capability> capabilities(Undos undos);

  /** What the node's K3s has logged since an instant. */
  List<String> log(String node, Instant since);

  /** Bundles of what the nodes pull otherwise. */
  ImageBundles bundles();

  /** The snapshots of the cluster's state. */
  EtcdSnapshots snapshots();
}
