package dev.labctl.component.kafka;

import dev.labctl.component.MavenJars;
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
import java.util.Optional;

/** Kafka as processes of this Java's runtime, from jars that Maven gets. */
final class KafkaLocal implements LocalPart {
  @Override
  public List<Tool> tools() {
    return List.of();
  }

  private static MavenJars jars(LocalHost host) {
    return KafkaFiles.jars(host.lab().root());
  }

  /** Where members read the jars: a folder for each set of versions. */
  private static Path lib(LocalHost host) {
    return host.shared("kafka").resolve(jars(host).version());
  }

  @Override
  public void prepare(LocalHost host, Progress progress) {
    MavenJars jars = jars(host);
    jars.fetch(progress);
    for (Path jar : jars.all()) {
      Path copy = lib(host).resolve(jar.getFileName());
      if (!Files.exists(copy)) {
        host.copy(jar, copy);
      }
    }
  }

  @Override
  public MemberFiles files(LocalHost host, Member member) {
    KafkaFiles files =
        new KafkaFiles(
            host.members(),
            member,
            host.values(member)
                .text("java", Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .text("folder", host.folder(member).toString())
                .text("lib", lib(host).toString())
                .text("properties", "config/server.properties")
                .text("metrics", "config/metrics.yaml")
                .text("logback", "config/logback.xml"));
    return new MemberFiles(
        Map.of(
            "server.properties", files.properties(),
            "metrics.yaml", files.metrics(),
            "logback.xml", files.log()),
        files.run(),
        Optional.empty());
  }
}
