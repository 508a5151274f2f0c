package dev.labctl.spec;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds a scenario: {@code viral} is {@code scenarios/viral.yaml} of the project; else a path. */
public record ScenarioFiles(Path root) {
  private static final String FOLDER = "scenarios";
  private static final String SUFFIX = ".yaml";

  /** A file and how to call it in messages. */
  public record ScenarioFile(Path file, String source) {}

  /**
   * Finds it.
   *
   * @throws LabctlException (usage) with the names there are
   */
  public ScenarioFile find(String nameOrPath) {
    if (nameOrPath.contains("/") || nameOrPath.endsWith(SUFFIX) || nameOrPath.endsWith(".yml")) {
      return new ScenarioFile(Path.of(nameOrPath), nameOrPath);
    }
    Path file = root.resolve(FOLDER).resolve(nameOrPath + SUFFIX);
    if (!Files.isRegularFile(file)) {
      throw LabctlException.usage(
          "no scenario '%s'; must be one of %s, or the path of a file"
              .formatted(nameOrPath, String.join(", ", names())));
    }
    return new ScenarioFile(file, FOLDER + "/" + nameOrPath + SUFFIX);
  }

  /** The project's scenarios by name, in alphabetical order. */
  public List<String> names() {
    try (var files = Files.list(root.resolve(FOLDER))) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(SUFFIX))
          .map(n -> n.substring(0, n.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw LabctlException.usage("cannot list the project's scenarios: " + e.getMessage());
    }
  }
}
