package dev.labctl.platform.k3s.bundle;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.ImageBundles;
import dev.labctl.platform.k3s.bundle.BundleManifest.Archive;
import dev.labctl.platform.k3s.docker.DockerCluster;
import dev.labctl.platform.k3s.docker.DockerNode;
import dev.labctl.platform.k3s.docker.Images;
import dev.labctl.platform.k3s.docker.K3sImage;
import dev.labctl.platform.k3s.docker.OwnImages;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Bundles of a lab whose nodes are Docker containers. The lab's images and K3s' come from this
 * machine's Docker; what K3s itself runs (pause, CoreDNS, …) from the nodes that run it, because
 * only they know.
 */
public final class DockerBundles implements ImageBundles {
  private static final String REGISTRY = "docker.io/";
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final double MEGABYTE = 1_000_000.0;

  private final DockerEngine docker;
  private final DockerCluster cluster;
  private final Images images;
  private final OwnImages own;
  private final Path state;

  /**
   * The bundles of a cluster.
   *
   * @param state the lab's folder
   */
  public DockerBundles(
      DockerEngine docker, DockerCluster cluster, Images images, OwnImages own, Path state) {
    this.docker = docker;
    this.cluster = cluster;
    this.images = images;
    this.own = own;
    this.state = state;
  }

  @Override
  public Saved save(Path file, Progress progress) {
    Map<DockerNode, List<String>> ofK3s = own.byNode();
    new K3sImage(docker, cluster.image()).pullIfMissing(progress);
    images.build(progress);
    Path folder = temporary(file.toAbsolutePath().resolveSibling(""));
    try {
      Map<String, Path> files = new LinkedHashMap<>();
      List<Archive> archives = new ArrayList<>();
      add(archives, files, "docker/k3s.tar", folder, List.of(REGISTRY + cluster.image()), progress);
      add(archives, files, "docker/lab.tar", folder, lab(), progress);
      ofK3s.forEach(
          (node, names) -> {
            String entry = "k3s/%s.tar".formatted(node.name());
            Path to = folder.resolve("k3s-" + node.name() + ".tar");
            try (ProgressStep step = progress.begin("K3s' own images on " + node.name())) {
              own.export(node, names, to);
              archives.add(BundleFile.describe(entry, to, names));
              files.put(entry, to);
              step.done(words(archives.getLast()));
            }
          });
      BundleManifest manifest = BundleManifest.of(cluster.name(), archives);
      try (ProgressStep step = progress.begin("Writing " + file)) {
        new BundleFile(file).write(manifest, files);
        step.done(megabytes(size(file)));
      }
      return new Saved(file, size(file), manifest.images());
    } finally {
      delete(folder);
    }
  }

  @Override
  public List<String> verify(Path file, Progress progress) {
    try (ProgressStep step = progress.begin("Checking " + file)) {
      BundleFile.Check check = new BundleFile(file).check();
      List<String> problems = new ArrayList<>(check.problems());
      check.manifest().ifPresent(m -> problems.addAll(lacking(m)));
      if (problems.isEmpty()) {
        step.done(megabytes(size(file)));
      }
      return problems;
    }
  }

  @Override
  public List<String> load(Path file, Progress progress) {
    BundleFile bundle = new BundleFile(file);
    BundleManifest manifest = bundle.manifest();
    refuse(file, lacking(manifest));
    Path folder = temporary(state);
    try (ProgressStep step = progress.begin("Loading " + file)) {
      own.forget();
      refuse(file, bundle.unpack(folder, (archive, at) -> take(archive, at, step)).problems());
      step.done("%d images, %s".formatted(manifest.images().size(), megabytes(size(file))));
    } finally {
      delete(folder);
    }
    return manifest.images();
  }

  private void take(Archive archive, Path file, ProgressStep step) {
    step.at(0, words(archive));
    if (archive.forDocker()) {
      docker.run(List.of("load", "--quiet", "--input", file.toString()), LIMIT);
    } else {
      own.keep(file, archive.file().replaceAll(".*/", ""));
    }
  }

  private static void refuse(Path file, List<String> problems) {
    if (!problems.isEmpty()) {
      throw LabctlException.usage(
          "%s cannot be used:\n%s\nsave another one: labctl bundle save FILE"
              .formatted(file, String.join("\n", problems)));
    }
  }

  /** What this cluster's nodes and manifests name and the bundle does not have. */
  private List<String> lacking(BundleManifest manifest) {
    TreeSet<String> lacking = new TreeSet<>(lab());
    lacking.add(REGISTRY + cluster.image());
    lacking.removeAll(manifest.images());
    List<String> lines = new ArrayList<>();
    lacking.forEach(
        image -> lines.add("%s: is named by this lab and not in the bundle".formatted(image)));
    if (manifest.archives().stream().allMatch(Archive::forDocker)) {
      lines.add("K3s' own images: there are none; a node without a registry runs no pod then");
    }
    return lines;
  }

  private List<String> lab() {
    return images.names().values().stream().sorted().toList();
  }

  private void add(
      List<Archive> archives,
      Map<String, Path> files,
      String entry,
      Path folder,
      List<String> names,
      Progress progress) {
    Path to = folder.resolve(entry.replace('/', '-'));
    List<String> line = new ArrayList<>(List.of("save", "--output", to.toString()));
    // Docker knows its images without the registry's name.
    names.forEach(n -> line.add(n.substring(REGISTRY.length())));
    try (ProgressStep step =
        progress.begin("Saving " + String.join(", ", line.subList(3, line.size())))) {
      docker.run(line, LIMIT);
      archives.add(BundleFile.describe(entry, to, names));
      files.put(entry, to);
      step.done(words(archives.getLast()));
    }
  }

  private static String words(Archive archive) {
    return "%d images, %s".formatted(archive.images().size(), megabytes(archive.bytes()));
  }

  private static String megabytes(long bytes) {
    return "%.0f MB".formatted(bytes / MEGABYTE);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(file, e), e);
    }
  }

  private static Path temporary(Path beside) {
    try {
      return Files.createTempDirectory(Files.createDirectories(beside), ".labctl-bundle");
    } catch (IOException e) {
      throw LabctlException.machine("cannot make a folder in %s: %s".formatted(beside, e), e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete %s: %s".formatted(folder, e), e);
    }
  }
}
