package dev.labctl.lab;

/** The servers of the cluster below the lab: etcd and the API in one process of the node. */
public non-sealed interface KubernetesServers extends Capability {
  /** Kills everything of the node at once and starts it again without waiting. */
  Change restart(Node node);

  /** Drops the node's packets from and to the Kubernetes API. */
  Change cutApi(Node node);

  /** Whether this machine gets an answer from the node's API within a second. */
  boolean apiAnswers(Node node);
}
