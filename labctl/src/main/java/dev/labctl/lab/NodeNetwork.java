package dev.labctl.lab;

/** What lies between the nodes. */
public non-sealed interface NodeNetwork extends Capability {
  /** Drops all packets from and to the node. */
  Change cut(Node node);

  /** Whether this machine gets an answer from the node within a second. */
  boolean answers(Node node);
}
