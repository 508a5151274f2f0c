package dev.labctl.cli;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder of files that labctl writes as a whole. It notes their names in one more file, and the
 * next time deletes those that are no longer wanted; others' files are left alone.
 */
record FileTree(Path folder) {
  private static final String INDEX = ".labctl-files";

  /**
   * Writes the files, by path with slashes.
   *
   * @throws LabctlException (exit 2) when the folder holds something that labctl did not write
   */
  void replace(SortedMap<String, String> files) {
    try {
      refuseOthers();
      for (String stale : index()) {
        if (!files.containsKey(stale)) {
          Files.deleteIfExists(folder.resolve(stale));
        }
      }
      for (var file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.resolve("..").normalize());
        Files.writeString(path, file.getValue());
      }
      Files.writeString(folder.resolve(INDEX), String.join("\n", files.keySet()) + "\n");
    } catch (IOException e) {
      throw LabctlException.machine("cannot write %s: %s".formatted(folder, e), e);
    }
  }

  private List<String> index() throws IOException {
    Path index = folder.resolve(INDEX);
    if (!Files.exists(index)) {
      return List.of();
    }
    // A name that leads elsewhere is not one that labctl has written.
    return Files.readAllLines(index).stream()
        .filter(name -> folder.resolve(name).normalize().startsWith(folder.normalize()))
        .toList();
  }

  private void refuseOthers() throws IOException {
    if (!Files.exists(folder) || Files.exists(folder.resolve(INDEX))) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      var names = new TreeSet<>(entries.map(p -> String.valueOf(p.getFileName())).toList());
      if (!names.isEmpty()) {
        throw LabctlException.usage(
            "%s holds %s, which labctl did not write; must be empty, new, or written by 'render'"
                .formatted(folder, names));
      }
    }
  }
}
