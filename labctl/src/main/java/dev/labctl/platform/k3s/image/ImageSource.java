package dev.labctl.platform.k3s.image;

import dev.labctl.exit.LabctlException;
import dev.labctl.hash.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one of the lab's images is built from.
 *
 * @param name its folder in {@code clusters/images}
 * @param files the build context: path in it, and where the file is
 */
record ImageSource(String name, SortedMap<String, Path> files) {
  ImageSource {
    files = new TreeMap<>(files);
  }

  /** The folder's files, and what the build needs beside them. */
  static ImageSource read(Path images, String name, Map<String, Path> beside) {
    SortedMap<String, Path> files = new TreeMap<>();
    collect(images.resolve(name), "", files);
    if (!files.containsKey("Dockerfile")) {
      throw LabctlException.machine(
          "%s has no Dockerfile; the project's root is not where labctl thinks it is"
              .formatted(images.resolve(name)));
    }
    files.putAll(beside);
    return new ImageSource(name, files);
  }

  /** The image's name and tag; another tag when any input differs. */
  String reference() {
    MessageDigest digest = Sha256.begin();
    // The shortener's libraries are 50 MB, hashed on all cores.
    files.entrySet().parallelStream()
        .map(file -> line(file.getKey(), file.getValue()))
        .forEachOrdered(digest::update);
    String hash = Sha256.finish(digest).substring(0, 12);
    return "labctl/%s:%s".formatted(name, hash);
  }

  private static byte[] line(String path, Path file) {
    try {
      String content = Sha256.of(Files.readAllBytes(file));
      return "%s\n%s\n%s\n"
          .formatted(path, Files.isExecutable(file), content)
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(file, e), e);
    }
  }

  /** Copies the context into an empty folder. */
  void stage(Path folder) {
    try {
      for (var file : files.entrySet()) {
        Path to = folder.resolve(file.getKey());
        Files.createDirectories(to.resolve("..").normalize());
        Files.copy(file.getValue(), to, StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot stage the build of %s in %s: %s".formatted(name, folder, e), e);
    }
  }

  private static void collect(Path folder, String prefix, SortedMap<String, Path> files) {
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> regular = found.filter(Files::isRegularFile).toList();
      regular.forEach(f -> files.put(prefix + folder.relativize(f), f));
    } catch (IOException e) {
      throw LabctlException.machine("cannot list %s: %s".formatted(folder, e), e);
    }
  }
}
