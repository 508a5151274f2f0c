package dev.labctl.run;

import java.nio.file.Path;

/**
 * Programs of the project that a run starts.
 *
 * @param launcher {@code bin/labctl}, which the watcher of a fault calls
 * @param generator the load generator's jar
 * @param version of all of them
 */
public record Programs(Path launcher, Path generator, String version) {
  /** Those of the project in {@code root}, as built. */
  public static Programs in(Path root, String version) {
    return new Programs(
        root.resolve("bin/labctl"),
        root.resolve("gatling/target/gatling-" + version + ".jar"),
        version);
  }
}
