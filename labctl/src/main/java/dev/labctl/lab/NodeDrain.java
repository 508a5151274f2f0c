package dev.labctl.lab;

import java.time.Duration;

/** Evictions, as before the maintenance of a node. */
public non-sealed interface NodeDrain extends Capability {
  /**
   * Takes no new pods on the node and evicts those it has, honouring disruption budgets.
   *
   * @param within how long the evictions may take together: they wait for each other
   */
  Change drain(Node node, Duration within);
}
