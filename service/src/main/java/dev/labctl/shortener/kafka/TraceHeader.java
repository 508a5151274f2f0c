package dev.labctl.shortener.kafka;

import dev.labctl.shortener.observe.Spans;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** How a record says of which trace it is, and a span of which record. */
final class TraceHeader {
  static final String NAME = "traceparent";

  private TraceHeader() {}

  /** What came with a record, or null. */
  static @Nullable String of(ConsumerRecord<?, ?> record) {
    Header header = record.headers().lastHeader(NAME);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.US_ASCII);
  }

  /** Says in the current span which topic and partition it is about. */
  static void facts(String topic, int partition) {
    Spans.fact("messaging.system", "kafka");
    Spans.fact("messaging.destination.name", topic);
    Spans.fact("messaging.destination.partition.id", Integer.toString(partition));
  }
}
