package dev.labctl.component.shortener;

import dev.labctl.exit.LabctlException;
import dev.labctl.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The shortener's jar and its libraries, as Maven leaves them. */
final class ShortenerJar {
  private ShortenerJar() {}

  /** What its image is made of, by the path in the build's context. */
  static Map<String, Path> inputs(Path root, ClusterSpec spec) {
    Path jar = root.resolve(spec.shortener().jar());
    require(jar);
    Map<String, Path> files = new TreeMap<>();
    files.put(String.valueOf(jar.getFileName()), jar);
    Path libraries = jar.resolveSibling("lib");
    try (Stream<Path> found = Files.list(libraries)) {
      found.forEach(f -> files.put("lib/" + f.getFileName(), f));
    } catch (IOException e) {
      throw LabctlException.machine("cannot list %s: %s".formatted(libraries, e), e);
    }
    return files;
  }

  /** Insists that it is there (exit 3). */
  static void require(Path jar) {
    if (!Files.isReadable(jar)) {
      throw LabctlException.machine(
          "the shortener's jar %s is missing; build it: bin/labctl does, or mvn package"
              .formatted(jar));
    }
  }
}
