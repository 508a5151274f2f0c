package dev.labctl.component.shortener;

import dev.labctl.component.local.LocalHost;
import dev.labctl.exit.LabctlException;
import dev.labctl.hash.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The shortener's jar and libraries, copied to where the members' user can read them. */
final class ShortenerApp {
  private final Path jar;
  private final Path folder;
  private final LocalHost host;
  private final Map<String, Path> files = new TreeMap<>();
  private final String version;

  /**
   * Looks at the built jar.
   *
   * @param jar with a manifest that names its libraries relative to it
   * @param folder where copies go, one folder a version
   */
  ShortenerApp(Path jar, Path folder, LocalHost host) {
    this.jar = jar;
    this.folder = folder;
    this.host = host;
    ShortenerJar.require(jar);
    this.version = scan();
  }

  /** Of a lab on this machine. */
  static ShortenerApp of(LocalHost host) {
    Path jar = host.lab().root().resolve(host.lab().spec().shortener().jar());
    return new ShortenerApp(jar, host.shared("app"), host);
  }

  /** The copied jar, whether or not it has been copied yet. */
  Path deployed() {
    return folder.resolve(version).resolve(String.valueOf(jar.getFileName()));
  }

  /** A hash of everything that is copied. */
  String version() {
    return version;
  }

  /** Copies what is not there yet; harmless when all is. */
  void deploy() {
    Path target = folder.resolve(version);
    Path complete = target.resolve("complete");
    if (Files.exists(complete)) {
      return;
    }
    files.forEach((name, file) -> host.copy(file, target.resolve(name)));
    host.write(complete, "");
  }

  private String scan() {
    StringBuilder content = new StringBuilder();
    Deque<String> open = new ArrayDeque<>();
    open.add(String.valueOf(jar.getFileName()));
    while (!open.isEmpty()) {
      String name = open.remove();
      Path file = jar.resolveSibling(name);
      if (files.containsKey(name) || !Files.exists(file)) {
        continue;
      }
      files.put(name, file);
      try {
        boolean library = name.contains("/");
        // A library's name holds its version; ours do not change name when they change.
        String id = library ? Long.toString(Files.size(file)) : Sha256.of(Files.readAllBytes(file));
        content.append(name).append(' ').append(id).append('\n');
        if (!library) {
          classPath(file).ifPresent(path -> open.addAll(List.of(path.split(" "))));
        }
      } catch (IOException e) {
        throw LabctlException.machine("cannot read %s: %s".formatted(file, e), e);
      }
    }
    return Sha256.of(content.toString()).substring(0, 12);
  }

  private static Optional<String> classPath(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      Manifest manifest = jar.getManifest();
      return manifest == null
          ? Optional.empty()
          : Optional.ofNullable(manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH));
    }
  }
}
