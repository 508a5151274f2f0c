package dev.labctl.shortener.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of clicks.
 *
 * @param sink where counts go; to Postgres if not set
 * @param kafka for the sink of that name, and for the consumer
 */
public record ClickSettings(@Nullable Sink sink, @Nullable KafkaSettings kafka) {
  public ClickSettings {
    if (sink == Sink.KAFKA) {
      Settings.require(kafka, "clicks.kafka");
    }
  }

  /** Where click counts go. */
  public enum Sink {
    @JsonProperty("postgres")
    POSTGRES,
    @JsonProperty("kafka")
    KAFKA
  }
}
