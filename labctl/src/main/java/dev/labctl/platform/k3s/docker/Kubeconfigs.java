package dev.labctl.platform.k3s.docker;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.PrivateFile;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The administrator's credentials of the cluster, in the lab's state with mode 600. */
public final class Kubeconfigs {
  private static final String ON_SERVER = "/etc/rancher/k3s/k3s.yaml";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final DockerEngine docker;
  private final DockerCluster cluster;
  private final Path file;

  /**
   * The credentials of a cluster.
   *
   * @param state the lab's folder
   */
  public Kubeconfigs(DockerEngine docker, DockerCluster cluster, Path state) {
    this.docker = docker;
    this.cluster = cluster;
    this.file = state.resolve("kubeconfig");
  }

  /** Where it is kept. */
  public Path file() {
    return file;
  }

  /** Every server's API as this machine reaches it, in the cluster's order. */
  public List<String> servers() {
    return cluster.servers().stream()
        .flatMap(n -> n.published().stream())
        .filter(p -> p.nodePort() == DockerCluster.API_PORT)
        .map(p -> "https://" + p.endpoint())
        .toList();
  }

  /**
   * Reads the credentials from the first server that has them and writes them with the API's
   * address {@code server}, when they differ from what is there.
   *
   * @param server such as {@code https://127.0.11.10:6443}
   * @return whether it wrote
   */
  public boolean write(String server) {
    String text = rewritten(read(), server, "labctl-" + cluster.name());
    if (Files.exists(file) && PrivateFile.text(file).equals(text)) {
      return false;
    }
    new PrivateFile(file).write(text);
    return true;
  }

  /** Deletes them; harmless when there are none. */
  public void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete %s: %s".formatted(file, e), e);
    }
  }

  private String read() {
    String last = "no server runs";
    for (DockerNode node : cluster.servers()) {
      Command.Result result =
          docker.command(List.of("exec", cluster.container(node), "cat", ON_SERVER)).run(LIMIT);
      if (result.exit() == 0) {
        return result.out();
      }
      last = result.err().strip();
    }
    throw LabctlException.machine(
        "no server gives its kubeconfig: %s; 'labctl up' starts the servers".formatted(last));
  }

  /** K3s' file with another server, and names that can stand beside other clusters'. */
  static String rewritten(String yaml, String server, String name) {
    YAMLMapper mapper = new YAMLMapper();
    JsonNode root = mapper.readTree(yaml);
    for (JsonNode entry : root.path("clusters")) {
      object(entry).put("name", name);
      object(entry.path("cluster")).put("server", server);
    }
    for (JsonNode entry : root.path("users")) {
      object(entry).put("name", name);
    }
    for (JsonNode entry : root.path("contexts")) {
      object(entry).put("name", name);
      object(entry.path("context")).put("cluster", name).put("user", name);
    }
    object(root).put("current-context", name);
    return mapper.writeValueAsString(root);
  }

  private static ObjectNode object(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw LabctlException.machine(
        "%s on the server is no kubeconfig: a mapping is missing".formatted(ON_SERVER));
  }
}
