package dev.labctl.platform.k3s.docker;

import java.util.List;

/**
 * One node of the cluster: a container that runs K3s.
 *
 * @param name its name in Kubernetes
 * @param address in the cluster's network; fixed, since etcd does not survive a new one
 */
public record DockerNode(String name, Role role, String address, List<Publication> published) {
  /** What it runs. */
  public enum Role {
    /** The server that founds the cluster; the others join it. */
    FOUNDER,
    /** A further server. */
    SERVER,
    /** The agent for what no fault may touch. */
    EDGE;

    /** Whether it runs an API server and a member of etcd. */
    public boolean server() {
      return this != EDGE;
    }
  }

  public DockerNode {
    published = List.copyOf(published);
  }
}
