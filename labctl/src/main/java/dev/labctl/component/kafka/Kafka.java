package dev.labctl.component.kafka;

import dev.labctl.component.Definition;
import dev.labctl.component.Inquiry;
import dev.labctl.component.Look;
import dev.labctl.component.MemberValues;
import dev.labctl.component.Port;
import dev.labctl.component.ScrapeJob;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.spec.ClusterSpec;
import java.util.List;
import java.util.Optional;

/** Kafka without ZooKeeper: every member is broker and controller; one controller leads. */
public final class Kafka implements Definition {
  /** Of clients. */
  public static final Access CLIENT = new Access("kafka");

  /** The component. */
  public static final Component COMPONENT = Component.led("kafka", CLIENT, "controller");

  static final Access CONTROLLER = new Access("kafkaController");
  static final Access METRICS = new Access("kafkaMetrics");

  @Override
  public Component component() {
    return COMPONENT;
  }

  @Override
  public boolean wanted(ClusterSpec spec) {
    return spec.clicks() == ClusterSpec.Clicks.KAFKA;
  }

  /** Measured: 205 MB minutes after the start; the heap of at most 256 MB was not full then. */
  @Override
  public int megabytes() {
    return 400;
  }

  @Override
  public List<Port> ports() {
    return List.of(
        Port.idle(CLIENT, _ -> 9092, 4),
        Port.idle(CONTROLLER, _ -> 9095, 34),
        Port.reached(METRICS, _ -> 9404, 14));
  }

  @Override
  public Look look(Inquiry inquiry) {
    return Look.each(
        member -> BrokerProbe.of(inquiry.web().ask(inquiry.at(member, METRICS).http("/metrics"))));
  }

  @Override
  public Optional<ScrapeJob> scrape() {
    return Optional.of(ScrapeJob.of("kafka", METRICS, "metrics"));
  }

  @Override
  public String shortenerSettings(MemberValues members) {
    return """
    clicks:
      sink: kafka
      kafka: {bootstrap: [%s]}
    """
        .formatted(members.list(COMPONENT, CLIENT));
  }

  @Override
  public LocalPart local() {
    return new KafkaLocal();
  }

  @Override
  public Optional<PodPart> pods() {
    return Optional.of(new KafkaPods());
  }
}
