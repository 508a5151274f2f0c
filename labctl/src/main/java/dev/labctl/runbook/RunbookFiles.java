package dev.labctl.runbook;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds runbooks: {@code runbooks/<name>.md} of the project, or a path. */
public record RunbookFiles(Path root) {
  private static final String FOLDER = "runbooks";
  private static final String SUFFIX = ".md";

  /** The folder's own page, no runbook. */
  private static final String INDEX = "README.md";

  /** A file, and how to call it and the runbook. */
  public record RunbookFile(Path file, String source, String name) {}

  /**
   * Finds one.
   *
   * @throws LabctlException (usage) with the names there are
   */
  public RunbookFile find(String nameOrPath) {
    if (nameOrPath.contains("/") || nameOrPath.endsWith(SUFFIX)) {
      Path file = Path.of(nameOrPath);
      return new RunbookFile(file, nameOrPath, name(file));
    }
    Path file = root.resolve(FOLDER).resolve(nameOrPath + SUFFIX);
    if (!Files.isRegularFile(file)) {
      throw LabctlException.usage(
          "no runbook '%s'; must be one of %s, or the path of a file"
              .formatted(nameOrPath, String.join(", ", names())));
    }
    return new RunbookFile(file, FOLDER + "/" + nameOrPath + SUFFIX, nameOrPath);
  }

  /** The project's runbooks by name, in alphabetical order. */
  public List<String> names() {
    try (var files = Files.list(root.resolve(FOLDER))) {
      return files
          .filter(f -> f.getFileName().toString().endsWith(SUFFIX))
          .filter(f -> !f.getFileName().toString().equals(INDEX))
          .map(RunbookFiles::name)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw LabctlException.usage("cannot list the project's runbooks: " + e.getMessage());
    }
  }

  private static String name(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }
}
