package dev.labctl.platform.k3s.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A K3s cluster on this machine's Docker, as it is to be.
 *
 * @param name the lab's
 * @param image of K3s, with its tag
 * @param subnet of the cluster's network, in the form {@code 172.31.110.0/24}
 * @param nodes the founder first
 */
public record DockerCluster(String name, String image, String subnet, List<DockerNode> nodes) {
  /** The label that everything of a lab carries; its value is the lab's name. */
  public static final String LABEL = "dev.labctl.cluster";

  /** Where K3s servers serve the Kubernetes API. */
  public static final int API_PORT = 6443;

  /** Where K3s servers show their etcd's metrics, over plain HTTP. */
  public static final int ETCD_METRICS_PORT = 2381;

  /** A name in the cluster's network that leads to every server that runs. */
  static final String SERVERS = "k3s-servers";

  public DockerCluster {
    nodes = List.copyOf(nodes);
    if (!subnet.matches("(\\d{1,3}\\.){3}0/24")) {
      throw new IllegalArgumentException(
          "subnet '%s': must have the form 172.31.110.0/24".formatted(subnet));
    }
    if (nodes.isEmpty() || nodes.getFirst().role() != DockerNode.Role.FOUNDER) {
      throw new IllegalArgumentException("a cluster's first node must be its founder: " + nodes);
    }
  }

  /**
   * Three servers and an edge.
   *
   * @param publish loopback address of the edge's ports; server N has its own ports on the address
   *     with last number N of the same block
   * @param edgePorts ports on {@code publish} and the edge node's ports that they lead to
   */
  public static DockerCluster of(
      String name, String image, String subnet, String publish, Map<Integer, Integer> edgePorts) {
    List<DockerNode> nodes = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      DockerNode.Role role = i == 1 ? DockerNode.Role.FOUNDER : DockerNode.Role.SERVER;
      nodes.add(server(i, role, subnet, last(publish, i)));
    }
    List<Publication> ports = new ArrayList<>();
    new TreeMap<>(edgePorts)
        .forEach((port, node) -> ports.add(new Publication(publish, port, node)));
    nodes.add(new DockerNode("edge", DockerNode.Role.EDGE, last(subnet, 10), ports));
    return new DockerCluster(name, image, subnet, nodes);
  }

  /** Server {@code n}, its API and its etcd's metrics published on {@code publish}. */
  static DockerNode server(int n, DockerNode.Role role, String subnet, String publish) {
    return new DockerNode(
        "node-" + n,
        role,
        last(subnet, 10 + n),
        List.of(
            new Publication(publish, API_PORT, API_PORT),
            new Publication(publish, ETCD_METRICS_PORT, ETCD_METRICS_PORT)));
  }

  /**
   * N of Kubernetes 1.N by the image's tag, such as {@code v1.34.4-k3s1}; 0 when it does not say.
   */
  int kubernetesMinor() {
    Matcher tag = Pattern.compile(".*:v1\\.(\\d{1,3})\\..*").matcher(image);
    return tag.matches() ? Integer.parseInt(tag.group(1)) : 0;
  }

  /** The nodes that run the API and etcd. */
  public List<DockerNode> servers() {
    return nodes.stream().filter(n -> n.role().server()).toList();
  }

  /** The server that founds the cluster. */
  DockerNode founder() {
    return nodes.getFirst();
  }

  /** This machine's own address in the cluster's network. */
  public String gateway() {
    return last(subnet, 1);
  }

  /** The Docker network's name. */
  String network() {
    return "labctl-" + name;
  }

  /** The node's container's name. */
  public String container(DockerNode node) {
    return container(node.name());
  }

  /** The name of the container of the node of that name. */
  String container(String node) {
    return "labctl-%s-%s".formatted(name, node);
  }

  /** The label that everything of this lab carries. */
  String label() {
    return LABEL + "=" + name;
  }

  /** Every name and address by which a client may call an API server. */
  List<String> apiNames() {
    return Stream.concat(
            Stream.of(SERVERS),
            nodes.stream().flatMap(n -> n.published().stream()).map(Publication::address))
        .distinct()
        .toList();
  }

  private static String last(String address, int number) {
    return address.substring(0, address.lastIndexOf('.') + 1) + number;
  }
}
