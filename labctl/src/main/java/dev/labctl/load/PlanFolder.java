package dev.labctl.load;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where a plan and its link files lie, side by side. */
public record PlanFolder(Path folder) {
  /** The plan's file. */
  public Path plan() {
    return folder.resolve("load-plan.json");
  }

  /**
   * Writes all three files.
   *
   * @param links hottest first
   * @throws LabctlException (exit 3) when the folder cannot be written
   */
  public void write(LoadPlan plan, List<Link> links, List<Link> warmupLinks) {
    try {
      Files.createDirectories(folder);
      Files.writeString(plan(), Json.pretty().writeValueAsString(plan));
      Files.write(folder.resolve(plan.linksFile()), lines(links));
      Files.write(folder.resolve(plan.warmup().linksFile()), lines(warmupLinks));
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot write the load plan into %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static List<String> lines(List<Link> links) {
    return links.stream().map(l -> l.code() + "\t" + l.target()).toList();
  }
}
