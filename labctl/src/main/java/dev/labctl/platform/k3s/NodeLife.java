package dev.labctl.platform.k3s;

/**
 * How a node is.
 *
 * @param running whether its processes are there, frozen or not
 * @param frozen whether they are stopped where they stand
 * @param since what tells one life of the node from the next
 */
record NodeLife(boolean running, boolean frozen, String since) {
  /** That of a node which is not there. */
  static final NodeLife NONE = new NodeLife(false, false, "");

  /** For people. */
  String word() {
    return frozen ? "paused" : running ? "runs" : "stopped";
  }
}
