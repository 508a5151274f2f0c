package dev.labctl.platform.k3s;

import dev.labctl.lab.Endpoint;
import dev.labctl.lab.Finding;
import dev.labctl.lab.Node;
import dev.labctl.progress.Progress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The nodes under a lab on Kubernetes, with what is on them before the lab is: the API and the
 * lab's images. All else is the same whoever has made the nodes. A provider of nodes implements
 * this and has a line in {@link NodeProviders}; nothing else knows it.
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

  /** How the API is reached. */
  ApiAccess api();

  /** How a shell calls kubectl for this cluster. */
  String kubectl();

  /** This machine, as pods reach it. */
  String observer();

  /** How each node is, by its name. */
  Map<String, NodeLife> lives();

  /** Why no node may be drained; empty when it may. */
  default Optional<String> drainRefusal() {
    return Optional.empty();
  }

  /** What can be done with the nodes beside what the API can; empty where they are not ours. */
  default Optional<OwnNodes> own() {
    return Optional.empty();
  }

  /** What this machine and the cluster have and lack. */
  List<Finding> inspect();

  /** Those of {@link #inspect} that the lab cannot start without, and that are known at once. */
  List<Finding> required();

  /** Gets what {@link #inspect} misses and labctl can get. */
  void fix(Progress progress);

  /** Whether anything of the lab runs. */
  boolean running();

  /**
   * What {@link #create} and {@link #supplyImages} would do; the cluster cannot be asked after
   * some.
   */
  List<String> plan();

  /** Gets what the nodes are made of, and makes nothing; such nodes as exist need nothing. */
  default void fetch(Progress progress) {}

  /** Makes and starts what is missing, until an API may answer; the changes. */
  List<String> create(Progress progress);

  /**
   * Gives the nodes, whose API answers now, what the lab's pods need, and returns the changes;
   * nodes that pull images by themselves need nothing.
   */
  default List<String> supplyImages(Progress progress) {
    return List.of();
  }

  /** Every image's full name, as pods ask for it, by its short name. */
  Map<String, String> images();

  /** Stops the lab; with {@code purge} leaves nothing of it. */
  void down(boolean purge, Progress progress);

  @Override
  default void close() {}
}
