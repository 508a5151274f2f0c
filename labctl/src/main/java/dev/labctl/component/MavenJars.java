package dev.labctl.component;

import dev.labctl.exit.LabctlException;
import dev.labctl.hash.Sha256;
import dev.labctl.process.Command;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Jars that Maven gets when a lab asks for them, and not before.
 *
 * @param folder of a {@code pom.xml} that names them; they are in {@code target/lib} below it
 */
public record MavenJars(Path folder) {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /** Gets them, unless they are there as the project's versions want them. */
  public void fetch(Progress progress) {
    if (complete()) {
      return;
    }
    try (ProgressStep step = progress.begin("Getting the jars of " + folder.getFileName())) {
      step.done(fetched().size() + " jars");
    }
  }

  /** The jars as the project's versions want them, got when they are not there. */
  public List<Path> fetched() {
    if (!complete()) {
      get();
    }
    return all();
  }

  private boolean complete() {
    return wanted().equals(read(stamp()));
  }

  private Path stamp() {
    return folder.resolve("target/complete");
  }

  private void get() {
    try {
      for (Path old : all()) {
        Files.delete(old);
      }
      Command.Result result =
          Command.of(
                  "mvn",
                  "-q",
                  "-B",
                  "-ntp",
                  "-f",
                  folder.resolve("pom.xml").toString(),
                  "dependency:copy-dependencies",
                  "-DincludeScope=runtime",
                  "-DoutputDirectory=" + lib())
              .with("JAVA_HOME", System.getProperty("java.home"))
              .run(LIMIT);
      if (result.exit() != 0) {
        throw LabctlException.machine(
            "Maven could not get the jars of %s: %s"
                .formatted(
                    folder.resolve("pom.xml"),
                    result
                        .out()
                        .lines()
                        .filter(l -> l.startsWith("[ERROR]"))
                        .limit(3)
                        .collect(Collectors.joining("\n"))));
      }
      Files.writeString(stamp(), wanted());
    } catch (IOException e) {
      throw LabctlException.machine("cannot write %s: %s".formatted(stamp(), e), e);
    }
  }

  /** The jars; none before they were fetched. */
  public List<Path> all() {
    if (!Files.isDirectory(lib())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(lib())) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw LabctlException.machine("cannot list %s: %s".formatted(lib(), e), e);
    }
  }

  /** Changes when one of them does: a jar's name holds its version. */
  public String version() {
    return Sha256.of(
            all().stream().map(f -> f.getFileName().toString()).collect(Collectors.joining("\n")))
        .substring(0, 12);
  }

  private Path lib() {
    return folder.resolve("target/lib");
  }

  /** The file itself and the project's, which has the versions. */
  private String wanted() {
    return Sha256.of(
        read(folder.resolve("pom.xml")) + read(folder.resolve("../../../pom.xml").normalize()));
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(file, e), e);
    }
  }
}
