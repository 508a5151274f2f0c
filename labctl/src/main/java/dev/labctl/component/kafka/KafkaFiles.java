package dev.labctl.component.kafka;

import dev.labctl.component.MavenJars;
import dev.labctl.component.MemberValues;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.hash.Sha256;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The files of a broker, the same on every platform but for where they are. */
final class KafkaFiles {
  private static final int ID_BYTES = 16;

  private final MemberValues members;
  private final TemplateValues values;

  /**
   * A member's.
   *
   * @param values of the platform: where the program, its jars and the member's files are
   */
  KafkaFiles(MemberValues members, Member member, TemplateValues values) {
    this.members = members;
    this.values =
        values
            .number("id", id(member))
            .lines(
                "voters",
                members.each(
                    Kafka.COMPONENT, ",", m -> id(m) + "@" + members.at(m, Kafka.CONTROLLER)))
            .text("clusterId", clusterId());
  }

  /** The jars that a broker is made of. */
  static MavenJars jars(Path root) {
    return new MavenJars(root.resolve("clusters/artifacts/kafka"));
  }

  String properties() {
    return fill("server.properties");
  }

  String metrics() {
    return fill("metrics.yaml");
  }

  String log() {
    return fill("logback.xml");
  }

  /** The shell script that formats the member's folder, when it is new, and becomes the broker. */
  String run() {
    return fill("kafka.run");
  }

  private String fill(String template) {
    return Template.beside(KafkaFiles.class, template).fill(values);
  }

  private static int id(Member member) {
    String name = member.name();
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  /** The same for all members of a lab: sixteen bytes, as Kafka writes them. */
  private String clusterId() {
    Lab lab = members.lab();
    byte[] hash = HexFormat.of().parseHex(Sha256.of(lab.spec().name()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, ID_BYTES));
  }
}
