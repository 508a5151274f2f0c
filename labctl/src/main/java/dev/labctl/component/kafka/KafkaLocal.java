package dev.labctl.component.kafka;

import dev.labctl.component.MavenJars;
import dev.labctl.component.MemberValues;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.Tool;
import dev.labctl.hash.Sha256;
import dev.labctl.lab.Member;
import dev.labctl.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Kafka as processes of this Java's runtime, from jars that Maven gets. */
final class KafkaLocal implements LocalPart {
  @Override
  public List<Tool> tools() {
    return List.of();
  }

  private static MavenJars jars(LocalHost host) {
    return new MavenJars(host.lab().root().resolve("clusters/artifacts/kafka"));
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
    MemberValues members = host.members();
    List<Member> all = host.lab().members(Kafka.COMPONENT);
    TemplateValues values =
        host.values(member)
            .number("id", id(member))
            .lines(
                "voters",
                all.stream()
                    .map(m -> id(m) + "@" + members.at(m, Kafka.CONTROLLER))
                    .collect(Collectors.joining(",")))
            .text("clusterId", clusterId(host.values(member)))
            .text("java", Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .text("folder", host.folder(member).toString())
            .text("lib", lib(host).toString())
            .text(
                "agent",
                jars(host).all().stream()
                    .map(f -> f.getFileName().toString())
                    .filter(f -> f.startsWith("jmx_prometheus_javaagent"))
                    .findFirst()
                    .orElse("missing"));
    return new MemberFiles(
        Map.of(
            "server.properties", fill("server.properties", values),
            "metrics.yaml", fill("metrics.yaml", values),
            "logback.xml", fill("logback.xml", values)),
        fill("kafka.run", values),
        Optional.empty());
  }

  private static int id(Member member) {
    String name = member.name();
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  /** The same for all members of a lab: sixteen bytes, as Kafka writes them. */
  private static String clusterId(TemplateValues values) {
    String lab = new Template("id", "${lab}").fill(values);
    byte[] bytes = HexFormat.of().parseHex(Sha256.of(lab).substring(0, 32));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String fill(String template, TemplateValues values) {
    return Template.beside(KafkaLocal.class, template).fill(values);
  }
}
