package dev.labctl.lab;

/** The power of nodes. */
public non-sealed interface NodePower extends Capability {
  /** Kills every process of the node at once and keeps it down. */
  Change off(Node node);

  /** Stops (SIGSTOP) every process of the node where it stands; its sockets stay open. */
  Change freeze(Node node);
}
