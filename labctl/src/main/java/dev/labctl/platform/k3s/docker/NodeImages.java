package dev.labctl.platform.k3s.docker;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.platform.k3s.image.DockerEngine.DockerObject;
import dev.labctl.process.Await;
import dev.labctl.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The images in one node's container runtime. */
final class NodeImages {
  private static final Duration ASK = Duration.ofSeconds(20);
  private static final Duration IMPORT = Duration.ofMinutes(3);
  private static final Duration RETRY = Duration.ofSeconds(1);
  static final List<String> CTR = List.of("k3s", "ctr", "-n", "k8s.io");

  /** What Docker leaves out of an image's name and containerd does not. */
  private static final String REGISTRY = "docker.io/";

  private final DockerEngine docker;
  private final String container;

  NodeImages(DockerEngine docker, String container) {
    this.docker = docker;
    this.container = container;
  }

  /** Those of {@code references} that the node lacks or has with another content. */
  Set<String> missing(Collection<String> references, ManifestDigests known) {
    Map<String, String> wanted = new HashMap<>();
    for (JsonNode image : docker.inspect(DockerObject.IMAGE, List.copyOf(references))) {
      image
          .path("RepoTags")
          .valueStream()
          .map(t -> t.asString(""))
          .forEach(tag -> wanted.put(tag, image.path("Id").asString("")));
    }
    Map<String, String> there = digests();
    return references.stream()
        .filter(
            r -> {
              String digest = there.get(REGISTRY + r);
              String id = wanted.getOrDefault(r, "not on this machine");
              // Docker's id is its manifest's digest, or its configuration's, by its kind of store.
              return digest == null
                  || !(id.equals(digest)
                      || id.equals(known.configuration(digest, this::configuration)));
            })
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Imports an archive of {@code references}, again until it succeeds: a node that is starting has
   * no container runtime yet, or loses an import.
   */
  void load(Path archive, Collection<String> references, ManifestDigests known) {
    List<String> line =
        new ArrayList<>(List.of("sh", "-c", "exec docker exec -i \"$0\" \"$@\" <\"$ARCHIVE\""));
    line.add(container);
    line.addAll(CTR);
    line.addAll(List.of("images", "import", "-"));
    Command load = Command.of(line).with("ARCHIVE", archive.toString());
    Await.until(
        "import of %s into %s".formatted(references, container),
        IMPORT,
        RETRY,
        ExitCode.MACHINE,
        () -> {
          Command.Result result = load.run(IMPORT);
          return result.exit() == 0 ? left(references, known) : last(result);
        },
        ""::equals);
  }

  private String left(Collection<String> references, ManifestDigests known) {
    Set<String> missing = missing(references, known);
    return missing.isEmpty() ? "" : "still without, or with another content: " + missing;
  }

  /** Digest of every image by its full name; none when the container runtime does not answer. */
  private Map<String, String> digests() {
    Command.Result result = ctr(List.of("images", "ls"));
    Map<String, String> digests = new TreeMap<>();
    if (result.exit() == 0) {
      // REF TYPE DIGEST SIZE ...
      result
          .out()
          .lines()
          .map(l -> l.split("\\s+"))
          .filter(f -> f.length > 2 && f[2].startsWith("sha256:"))
          .forEach(f -> digests.put(f[0], f[2]));
    }
    return digests;
  }

  private String configuration(String digest) {
    Command.Result result = ctr(List.of("content", "get", digest));
    if (result.exit() != 0) {
      return last(result);
    }
    return Json.lines().readTree(result.out()).path("config").path("digest").asString("none");
  }

  /** Names of the images that came with K3s itself. */
  List<String> ownOfK3s() {
    return digests().keySet().stream()
        .filter(n -> !n.startsWith("sha256:") && !n.startsWith(REGISTRY + "labctl/"))
        .filter(n -> !n.contains("@"))
        .toList();
  }

  private Command.Result ctr(List<String> arguments) {
    List<String> line = new ArrayList<>(List.of("exec", container));
    line.addAll(CTR);
    line.addAll(arguments);
    return docker.command(line).run(ASK);
  }

  private static String last(Command.Result result) {
    String said = result.err().isBlank() ? result.out() : result.err();
    return said.strip().lines().reduce("exit code " + result.exit(), (a, b) -> b);
  }

  /** The failure of an archive that cannot be made. */
  static LabctlException unsaved(Collection<String> references, Command.Result result) {
    return LabctlException.machine(
        "cannot save the images %s: %s".formatted(references, last(result)));
  }
}
