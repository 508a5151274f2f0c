package dev.labctl.component.kafka;

import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodImage;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Member;
import dev.labctl.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Kafka in pods, each with a volume of its own. */
final class KafkaPods implements PodPart {
  private static final String CONFIG = "/etc/labctl/";

  @Override
  public String pod() {
    return "kafka";
  }

  @Override
  public List<PodImage> images() {
    return List.of(new PodImage("kafka", true, false, (root, _) -> inputs(root)));
  }

  private static Map<String, Path> inputs(Path root) {
    return KafkaFiles.jars(root).fetched().stream()
        .collect(Collectors.toMap(jar -> "lib/" + jar.getFileName(), jar -> jar));
  }

  @Override
  public void prepare(Path root, Progress progress) {
    KafkaFiles.jars(root).fetch(progress);
  }

  @Override
  public List<Application> applications() {
    return List.of(Application.of("kafka", 1));
  }

  @Override
  public int service() {
    return 40;
  }

  /** None of them holds a password. */
  @Override
  public List<ConfigFiles> files(PodHost host) {
    Map<String, String> all = new TreeMap<>();
    for (Member member : host.lab().members(Kafka.COMPONENT)) {
      KafkaFiles files =
          new KafkaFiles(
              host.members(),
              member,
              host.values(member)
                  .text("java", "java")
                  .text("folder", "/data")
                  .text("lib", "/app/lib")
                  .text("properties", CONFIG + member.name() + ".properties")
                  .text("metrics", CONFIG + "metrics.yaml")
                  .text("logback", CONFIG + "logback.xml"));
      all.put(member.name() + ".properties", files.properties());
      all.put(member.name() + ".run", files.run());
      all.put("metrics.yaml", files.metrics());
      all.put("logback.xml", files.log());
    }
    return List.of(ConfigFiles.configMap("kafka", "kafka-config", all));
  }

  /** By the name of a jar: the program itself would take a second to say it. */
  @Override
  public List<VersionedProgram> versions() {
    return List.of(
        new VersionedProgram("kafka", List.of("sh", "-c", "echo /app/lib/kafka-clients-*.jar")));
  }
}
