package dev.labctl.component.zipkin;

import dev.labctl.component.Template;
import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.Tool;
import dev.labctl.lab.Member;
import dev.labctl.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Zipkin as a process of this Java's runtime, from the jar that Maven gets. */
final class ZipkinLocal implements LocalPart {
  @Override
  public List<Tool> tools() {
    return List.of();
  }

  @Override
  public void prepare(LocalHost host, Progress progress) {
    Zipkin.jars(host.lab().root()).fetch(progress);
    jar(host)
        .ifPresent(
            jar -> {
              Path copy = copy(host, jar);
              if (!Files.exists(copy)) {
                host.copy(jar, copy);
              }
            });
  }

  private static Optional<Path> jar(LocalHost host) {
    return Zipkin.server(Zipkin.jars(host.lab().root()).all());
  }

  /** Where its user can read the jar, whose name has its version. */
  private static Path copy(LocalHost host, Path jar) {
    return host.shared("zipkin").resolve(Objects.requireNonNull(jar.getFileName()));
  }

  @Override
  public MemberFiles files(LocalHost host, Member member) {
    String jar =
        jar(host)
            .map(j -> copy(host, j).toString())
            .orElse("missing.jar"); // before it was fetched, for a plan
    String run =
        Template.beside(ZipkinLocal.class, "zipkin.run")
            .fill(
                host.values(member)
                    .number("heapMegabytes", Zipkin.HEAP_MEGABYTES)
                    .number("spans", Zipkin.SPANS)
                    .text("java", Path.of(System.getProperty("java.home"), "bin/java").toString())
                    .text("folder", host.folder(member).toString())
                    .text("jar", jar));
    return new MemberFiles(Map.of(), run, Optional.empty());
  }
}
