package dev.labctl.component.shortener;

import dev.labctl.component.local.LocalHost;
import dev.labctl.exit.LabctlException;
import dev.labctl.process.Command;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The JVM of a shortener and its ahead-of-time cache (JEP 483, JEP 514): made once for a version of
 * the jar, it takes most of the class loading out of each later start, which a restarted instance
 * is waited for.
 *
 * @param jar the deployed jar; the cache lies beside it, since it holds only for the same file
 * @param heapMegabytes the limit of the heap
 */
record ShortenerJvm(Path jar, int heapMegabytes) {
  private static final Duration TRAINING = Duration.ofSeconds(60);
  private static final String SUFFIX = ".aot";

  /** Of a lab on this machine. */
  static ShortenerJvm of(LocalHost host) {
    return new ShortenerJvm(
        ShortenerApp.of(host).deployed(), host.lab().spec().shortener().heapMegabytes());
  }

  /** The command line of a sub-command; with the cache where there is one. */
  String line(String command) {
    List<String> line = flags();
    if (Files.exists(cache())) {
      // One that does not fit, after a JDK was replaced under its version, is passed over.
      line.add("-XX:AOTCache=" + cache());
    }
    line.addAll(List.of("-jar", jar.toString(), command));
    return String.join(" ", line);
  }

  /**
   * Makes the cache unless there is one. Without it the lab only starts slower: a failure is a
   * warning, and the next call tries again.
   *
   * @param asMember makes a command line one of the members' user
   */
  void train(UnaryOperator<List<String>> asMember, Progress progress) {
    if (Files.exists(cache())) {
      return;
    }
    Path draft = cache().resolveSibling("draft" + SUFFIX);
    List<String> line = flags();
    line.addAll(
        List.of(
            "-XX:+UnlockDiagnosticVMOptions", // as the image is recorded
            "-XX:-AOTRecordTraining",
            "-XX:AOTCacheOutput=" + draft,
            "-jar",
            jar.toString(),
            "train"));
    try (ProgressStep step =
        progress.begin("Recording how a shortener starts, for the next starts")) {
      Command.of(asMember.apply(List.of("sh", "-c", "cd / && exec " + String.join(" ", line))))
          .run(TRAINING)
          .orThrow();
      Files.move(draft, cache(), StandardCopyOption.ATOMIC_MOVE);
      forgetOthers();
      step.done(Files.size(cache()) / 1_000_000 + " MB");
    } catch (LabctlException | IOException e) {
      progress.warn("instances start about a second slower: " + e.getMessage());
    }
  }

  private List<String> flags() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heapMegabytes + "m",
            "-Xss512k",
            "-Xlog:aot*=error", // JDK 25 warns of names in the cache, on no line of JSON
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError"));
  }

  private Path cache() {
    return jar.resolveSibling("java-" + Runtime.version() + SUFFIX);
  }

  /** Deletes the caches of other versions: each build of the jar would leave 60 MB. */
  private void forgetOthers() throws IOException {
    Path versions = Objects.requireNonNull(jar.resolveSibling("..").normalize());
    try (Stream<Path> files =
        Files.find(versions, 2, (path, a) -> path.toString().endsWith(SUFFIX))) {
      for (Path file : files.filter(f -> !f.equals(cache())).toList()) {
        Files.delete(file);
      }
    }
  }
}
