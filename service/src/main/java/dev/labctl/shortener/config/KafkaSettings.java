package dev.labctl.shortener.config;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where Kafka is.
 *
 * @param bootstrap brokers to begin with
 * @param topic shortener-clicks if not set
 * @param group the consumers' group; the topic's name if not set
 */
public record KafkaSettings(
    List<HostPort> bootstrap, @Nullable String topic, @Nullable String group) {
  public KafkaSettings {
    Settings.requireSome(bootstrap, "clicks.kafka.bootstrap");
    bootstrap = List.copyOf(bootstrap);
    topic = topic == null ? "shortener-clicks" : topic;
    group = group == null ? topic : group;
  }

  /** The brokers as Kafka wants them. */
  public String servers() {
    return bootstrap.stream().map(HostPort::toString).collect(Collectors.joining(","));
  }

  /** The topic, always set. */
  public String topicName() {
    return Objects.requireNonNull(topic);
  }

  /** The group, always set. */
  public String groupName() {
    return Objects.requireNonNull(group);
  }
}
