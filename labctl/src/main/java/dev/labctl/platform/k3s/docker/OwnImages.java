package dev.labctl.platform.k3s.docker;

import dev.labctl.exit.LabctlException;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What K3s itself runs: pause, CoreDNS and the like. For nodes that reach no registry they are kept
 * in the lab's state, and put into each new node where K3s looks for images when it starts.
 */
public final class OwnImages {
  private static final Duration EXPORT = Duration.ofMinutes(5);

  /** Of K3s' data, whose path in a node is {@link #DATA}. */
  private static final String FOLDER = "agent/images";

  private static final String DATA = "/var/lib/rancher/k3s";

  private final DockerEngine docker;
  private final DockerCluster cluster;
  private final NodeContainers nodes;
  private final Path kept;

  /**
   * The images of a cluster.
   *
   * @param state the lab's folder
   */
  public OwnImages(DockerEngine docker, DockerCluster cluster, NodeContainers nodes, Path state) {
    this.docker = docker;
    this.cluster = cluster;
    this.nodes = nodes;
    this.kept = kept(state);
  }

  private static Path kept(Path state) {
    return state.resolve("k3s-images");
  }

  /**
   * Which images each node has that no node before it has.
   *
   * @throws LabctlException (exit 3) when not every node runs: only they know
   */
  public Map<DockerNode, List<String>> byNode() {
    Map<DockerNode, List<String>> found = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (DockerNode node : cluster.nodes()) {
      if (!nodes.state(node.name()).running()) {
        throw LabctlException.machine(
            "%s does not run, and only running nodes know which images K3s itself needs; labctl -c %s up"
                .formatted(node.name(), cluster.name()));
      }
      List<String> names =
          new NodeImages(docker, cluster.container(node))
              .ownOfK3s().stream().filter(seen::add).toList();
      if (!names.isEmpty()) {
        found.put(node, names);
      }
    }
    if (found.isEmpty()) {
      throw LabctlException.machine(
          "the nodes of '%s' list no image of K3s; is it up? see 'labctl status'"
              .formatted(cluster.name()));
    }
    return found;
  }

  /** Writes images of a node into an archive. */
  public void export(DockerNode node, List<String> names, Path archive) {
    List<String> line =
        new ArrayList<>(List.of("sh", "-c", "exec docker exec \"$0\" \"$@\" >\"$ARCHIVE\""));
    line.add(cluster.container(node));
    line.addAll(NodeImages.CTR);
    line.addAll(List.of("images", "export", "-"));
    line.addAll(names);
    Command.of(line).with("ARCHIVE", archive.toString()).run(EXPORT).orThrow();
  }

  /** Keeps an archive for nodes that are made from now on. */
  public void keep(Path archive, String name) {
    try {
      Path folder = Files.createDirectories(kept.resolve(FOLDER));
      Files.copy(archive, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw LabctlException.machine("cannot keep %s: %s".formatted(archive, e), e);
    }
  }

  /** Deletes what is kept. */
  public void forget() {
    Path folder = kept.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete %s: %s".formatted(folder, e), e);
    }
  }

  /** Puts what is kept into a node's container that has not been started yet. */
  static void bringInto(String container, Path state) {
    Path kept = kept(state);
    if (!Files.isDirectory(kept.resolve(FOLDER))) {
      return;
    }
    // A stream, because docker copies into no folder that is not there.
    Command.of(
            "sh",
            "-c",
            "tar -C \"$0\" --owner=0 --group=0 -c agent | docker cp - \"$1\"",
            kept.toString(),
            container + ":" + DATA)
        .run(EXPORT)
        .orThrow();
  }
}
