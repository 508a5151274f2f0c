package dev.labctl.platform.k3s.image;

import dev.labctl.component.Components;
import dev.labctl.component.pods.PodImage;
import dev.labctl.exit.LabctlException;
import dev.labctl.platform.k3s.image.DockerEngine.DockerObject;
import dev.labctl.process.Command;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import dev.labctl.spec.ClusterSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds the lab's images, each only when its inputs have changed. */
public final class ImageBuilder {
  /** Measured: 70 s for the slowest with nothing cached. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private static final int LINES_OF_A_FAILURE = 12;

  private final DockerEngine docker;
  private final Path images;
  private final Path root;
  private final ClusterSpec spec;
  private final List<PodImage> ours;
  private final String network;
  private @Nullable Map<String, String> references;

  /**
   * A builder.
   *
   * @param root the project's root
   * @param components whose images they are
   * @param network Docker's network for build steps, such as {@code host}
   */
  public ImageBuilder(
      DockerEngine docker, Path root, ClusterSpec spec, Components components, String network) {
    this.docker = docker;
    this.images = root.resolve("clusters/images");
    this.root = root;
    this.spec = spec;
    this.ours =
        components.all().stream()
            .flatMap(d -> d.pods().stream())
            .flatMap(p -> p.images().stream())
            .toList();
    this.network = network;
  }

  /**
   * Every image's name and tag as its inputs were when this was first asked, by its short name:
   * their digests cost half a second, and a command asks several times.
   */
  public synchronized Map<String, String> references() {
    Map<String, String> known = references;
    if (known == null) {
      Map<String, String> made = new LinkedHashMap<>();
      for (PodImage image : ours) {
        made.put(image.name(), source(image).reference());
      }
      known = Collections.unmodifiableMap(made);
      references = known;
    }
    return known;
  }

  /** The image of that short name. */
  public PodImage image(String name) {
    return ours.stream().filter(i -> i.name().equals(name)).findFirst().orElseThrow();
  }

  private ImageSource source(PodImage image) {
    return ImageSource.read(images, image.name(), image.inputs().apply(root, spec));
  }

  /** The images that {@link #build} would build. */
  public List<String> missing() {
    Map<String, String> references = references();
    List<String> there =
        docker.inspect(DockerObject.IMAGE, List.copyOf(references.values())).stream()
            .flatMap(i -> i.path("RepoTags").valueStream())
            .map(t -> t.asString(""))
            .toList();
    return references.keySet().stream().filter(n -> !there.contains(references.get(n))).toList();
  }

  /**
   * Builds what is missing, one after the other: they share their first layers.
   *
   * @param state where a build is staged
   * @return the names of those that were built
   */
  public List<String> build(Path state, Progress progress) {
    List<String> missing = missing();
    if (missing.isEmpty()) {
      return missing;
    }
    try (ProgressStep step = progress.begin("Images")) {
      for (int i = 0; i < missing.size(); i++) {
        step.at((double) i / missing.size(), "building " + missing.get(i));
        build(missing.get(i), state.resolve("build"));
      }
      step.done("built " + String.join(", ", missing));
    }
    return missing;
  }

  private void build(String name, Path stage) {
    ImageSource source = source(image(name));
    delete(stage);
    source.stage(stage);
    List<String> line =
        new ArrayList<>(
            List.of("build", "--network=" + network, "--tag=" + references().get(name)));
    line.add(stage.toString());
    Command.Result result = docker.command(line).run(LIMIT);
    delete(stage);
    if (result.exit() != 0) {
      List<String> said = (result.out() + result.err()).strip().lines().toList();
      throw LabctlException.machine(
          "building the image %s failed (clusters/images/%s/Dockerfile):\n%s\n%s"
              .formatted(
                  name,
                  name,
                  String.join(
                      "\n",
                      said.subList(Math.max(0, said.size() - LINES_OF_A_FAILURE), said.size())),
                  "builds need debian:trixie-slim and Debian's package servers; without a network:"
                      + " labctl up --bundle FILE"));
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException | UncheckedIOException e) {
      throw LabctlException.machine("cannot empty %s: %s".formatted(folder, e), e);
    }
  }
}
