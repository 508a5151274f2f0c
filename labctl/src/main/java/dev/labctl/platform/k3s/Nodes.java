package dev.labctl.platform.k3s;

import dev.labctl.lab.Capability;
import dev.labctl.lab.Endpoint;
import dev.labctl.lab.EtcdSnapshots;
import dev.labctl.lab.Finding;
import dev.labctl.lab.ImageBundles;
import dev.labctl.lab.Node;
import dev.labctl.platform.Undos;
import dev.labctl.progress.Progress;
import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The nodes under a lab on Kubernetes, with what is on them before the lab is: the API and the
 * lab's images. All else is the same whoever has made the nodes.
 */
interface Nodes extends AutoCloseable {
  /** Whose the lab's objects are in this cluster. */
  Owner owner();

  /**
   * The lab's nodes, in order, without the edge.
   *
   * @param placement where its pods were last seen
   */
  List<Node> known(Placement placement);

  /** The node that no fault may touch. */
  Node edge();

  /** Where the n-th node's etcd shows its metrics; empty where the cluster's etcd is not ours. */
  Optional<Endpoint> etcd(int n);

  /** How a shell calls kubectl for this cluster. */
  String kubectl();

  /** This machine, as pods reach it. */
  String observer();

  /** Where the API answers, the preferred first. */
  List<URI> apis();

  /** Each API server by itself. */
  List<URI> servers();

  /** What labctl proves with to the API who it is. */
  Config credentials();

  /** What this machine and the cluster have and lack. */
  List<Finding> inspect();

  /** Those of {@link #inspect} that the lab cannot start without, and that are known at once. */
  List<Finding> required();

  /** Gets what {@link #inspect} misses and labctl can get. */
  void fix(Progress progress);

  /**
   * What can be done to a node from outside, beside what the Kubernetes API can; none where nobody
   * has a hand on its power.
   *
   * @param undos the platform's, to which theirs are added
   */
  List<Capability> capabilities(Undos undos);

  /** Why no node may be drained; empty when it may. */
  Optional<String> drainRefusal();

  /** How each node is, by its name. */
  Map<String, NodeLife> lives();

  /** What the node's K3s has logged since an instant. */
  List<String> log(String node, Instant since);

  /** Bundles of what the nodes pull otherwise; empty where they are not ours to fill. */
  Optional<ImageBundles> bundles();

  /** The snapshots of the cluster's state; empty where that is not ours. */
  Optional<EtcdSnapshots> snapshots();

  /** Whether anything of the lab runs. */
  boolean running();

  /**
   * What {@link #create} and {@link #supplyImages} would do; the cluster cannot be asked after
   * some.
   */
  List<String> plan();

  /** Gets what the nodes are made of; makes nothing. */
  void fetch(Progress progress);

  /** Makes and starts what is missing, until an API may answer; the changes. */
  List<String> create(Progress progress);

  /** Gives the nodes, whose API answers now, what the lab's pods need; the changes. */
  List<String> supplyImages(Progress progress);

  /** Every image's full name, as pods ask for it, by its short name. */
  Map<String, String> images();

  /** Stops the lab; with {@code purge} leaves nothing of it. */
  void down(boolean purge, Progress progress);

  @Override
  void close();
}
