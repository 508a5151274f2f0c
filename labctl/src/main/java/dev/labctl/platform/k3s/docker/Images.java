package dev.labctl.platform.k3s.docker;

import static java.util.stream.Collectors.partitioningBy;

import dev.labctl.component.pods.PodImage;
import dev.labctl.exit.LabctlException;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.platform.k3s.image.ImageBuilder;
import dev.labctl.process.Command;
import dev.labctl.process.SideBySide;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Brings the lab's images into the container runtimes of the nodes that run them. */
public final class Images {
  private static final Duration SAVE = Duration.ofMinutes(5);

  // All of them: unpacking keeps a core busy, and with fewer the last would have the cores alone.
  private static final int AT_ONCE = 4;

  private final DockerEngine docker;
  private final DockerCluster cluster;
  private final ImageBuilder builder;
  private final Path state;
  private final ManifestDigests digests;

  /**
   * The images of a cluster.
   *
   * @param state the lab's folder
   */
  public Images(DockerEngine docker, DockerCluster cluster, ImageBuilder builder, Path state) {
    this.docker = docker;
    this.cluster = cluster;
    this.builder = builder;
    this.state = state;
    this.digests = new ManifestDigests(state);
  }

  /** Every image's full name, as pods ask for it, by its short name. */
  public Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    builder.references().forEach((name, reference) -> names.put(name, "docker.io/" + reference));
    return names;
  }

  /** Builds those whose inputs have changed; the names of what was built. */
  public List<String> build(Progress progress) {
    return builder.build(state, progress);
  }

  /** Deletes what is kept of them in the lab's state. */
  public void forget() {
    digests.forget();
  }

  /** What {@link #build} and {@link #importMissing} would do, in words. */
  public List<String> plan() {
    List<String> changes = new ArrayList<>();
    builder.missing().forEach(name -> changes.add("build the image " + name));
    missing().forEach((node, images) -> changes.add("import into %s: %s".formatted(node, images)));
    return changes;
  }

  /**
   * Imports what each running node lacks, and verifies that it is there with the same digest.
   *
   * @return what changed, in words
   */
  public List<String> importMissing(Progress progress) {
    Map<String, Set<String>> missing = missing();
    if (missing.isEmpty()) {
      return List.of();
    }
    try (ProgressStep step = progress.begin("Images into the nodes")) {
      load(missing);
      step.done("%d nodes".formatted(missing.size()));
    }
    return missing.entrySet().stream()
        .map(e -> "imported into %s: %s".formatted(e.getKey(), String.join(", ", e.getValue())))
        .toList();
  }

  /**
   * Saves once what any server lacks and once what the edge lacks, and imports into all at once.
   */
  private void load(Map<String, Set<String>> missing) {
    Map<Boolean, List<DockerNode>> kinds =
        cluster.nodes().stream()
            .filter(n -> missing.containsKey(n.name()))
            .collect(partitioningBy(n -> n.role().server()));
    Map<DockerNode, Path> archives = new LinkedHashMap<>();
    try {
      kinds.forEach(
          (server, nodes) -> {
            Path archive = state.resolve(server ? "images.tar" : "images-edge.tar");
            nodes.forEach(n -> archives.put(n, archive));
            save(nodes, missing, archive);
          });
      new SideBySide(AT_ONCE)
          .run(
              archives.entrySet().stream()
                  .<Runnable>map(
                      e ->
                          () ->
                              images(e.getKey())
                                  .load(
                                      e.getValue(),
                                      missing.getOrDefault(e.getKey().name(), Set.of()),
                                      digests))
                  .toList());
    } finally {
      archives.values().forEach(Images::delete);
    }
  }

  private void save(List<DockerNode> nodes, Map<String, Set<String>> missing, Path archive) {
    Set<String> references = new TreeSet<>();
    nodes.forEach(n -> references.addAll(missing.getOrDefault(n.name(), Set.of())));
    if (references.isEmpty()) {
      return;
    }
    List<String> save = new ArrayList<>(List.of("save", "--output", archive.toString()));
    save.addAll(references);
    Command.Result saved = docker.command(save).run(SAVE);
    if (saved.exit() != 0) {
      throw NodeImages.unsaved(references, saved);
    }
  }

  private Map<String, Set<String>> missing() {
    Map<String, String> references = builder.references();
    List<Set<String>> found =
        new SideBySide(AT_ONCE)
            .map(cluster.nodes(), n -> images(n).missing(wanted(n, references), digests));
    Map<String, Set<String>> missing = new LinkedHashMap<>();
    for (int i = 0; i < found.size(); i++) {
      if (!found.get(i).isEmpty()) {
        missing.put(cluster.nodes().get(i).name(), found.get(i));
      }
    }
    return missing;
  }

  private List<String> wanted(DockerNode node, Map<String, String> references) {
    return references.entrySet().stream()
        .filter(e -> wants(node, builder.image(e.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static boolean wants(DockerNode node, PodImage image) {
    return node.role().server() ? image.onNodes() : image.onEdge();
  }

  private NodeImages images(DockerNode node) {
    return new NodeImages(docker, cluster.container(node));
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete %s: %s".formatted(file, e), e);
    }
  }
}
