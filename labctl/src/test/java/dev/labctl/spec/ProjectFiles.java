package dev.labctl.spec;

import java.nio.file.Files;
import java.nio.file.Path;

/** The project's own data files, found from the module's folder or from the root. */
public final class ProjectFiles {
  private ProjectFiles() {}

  public static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("scenarios")) ? here : here.getParent();
  }
}
