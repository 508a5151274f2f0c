package dev.labctl.shortener.kafka;

import dev.labctl.shortener.click.ClickBatch;
import dev.labctl.shortener.click.ClickSink;
import dev.labctl.shortener.config.KafkaSettings;
import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.observe.Spans;
import dev.labctl.shortener.observe.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Click counts on a Kafka topic. A batch counts as handed on when all replicas in sync have it; one
 * that timed out may be there all the same, or come later, and is sent again under its number,
 * which is how the consumer knows it. All batches of a run go to one partition, chosen once: in
 * another one, a later batch could overtake an earlier one and make it look old.
 */
public final class KafkaClickSink implements ClickSink, AutoCloseable {
  // One batch a second: a broker that has not answered by then is away.
  private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(2);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(1);
  private static final Duration METADATA_LIMIT = Duration.ofMillis(500);
  private static final int MAX_RECORD = 1_000_000; // the broker's own default is a little more

  private final String topic;
  private final Tracing tracing;
  private final Map<String, Object> config;
  private KafkaProducer<byte[], byte[]> producer; // of the flushing thread, the only caller
  private int partition = -1;

  /** Connects in the background. */
  public KafkaClickSink(KafkaSettings settings, String instance, Tracing tracing) {
    this.topic = settings.topicName();
    this.tracing = tracing;
    this.config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.servers(),
            ProducerConfig.CLIENT_ID_CONFIG,
            instance,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "gzip",
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            METADATA_LIMIT.toMillis(),
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) REQUEST_LIMIT.toMillis(),
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            (int) DELIVERY_LIMIT.toMillis(),
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            MAX_RECORD,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            4L * MAX_RECORD);
    this.producer = connected();
  }

  private KafkaProducer<byte[], byte[]> connected() {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void write(ClickBatch batch) {
    tracing.run(Tracing.Kind.PRODUCER, "send " + topic, null, () -> send(batch));
  }

  private void send(ClickBatch batch) {
    try {
      if (partition < 0) {
        int partitions = producer.partitionsFor(topic).size();
        partition = Math.floorMod(batch.producer().hashCode(), partitions);
      }
      var unused =
          producer
              .send(record(batch))
              .get(DELIVERY_LIMIT.plus(METADATA_LIMIT).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | KafkaException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the flush ends, and with it the program
      throw failed(e);
    }
  }

  /** With what lets the consumer go on with its trace, if it is traced. */
  private ProducerRecord<byte[], byte[]> record(ClickBatch batch) {
    var record =
        new ProducerRecord<byte[], byte[]>(topic, partition, null, BatchCodec.encode(batch));
    String traceparent = Spans.traceparent();
    if (traceparent != null) {
      record.headers().add(TraceHeader.NAME, traceparent.getBytes(StandardCharsets.US_ASCII));
      TraceHeader.facts(topic, partition);
      Node leader = producer.partitionsFor(topic).get(partition).leader();
      if (leader != null) {
        Spans.server(leader.host(), leader.port());
      }
    }
    return record;
  }

  private DependencyFailed failed(Throwable cause) {
    if (cause instanceof KafkaException && !(cause instanceof RetriableException)) {
      close(); // some errors are for ever, for this producer
      producer = connected();
    }
    return new DependencyFailed(
        "kafka topic %s did not take a batch: %s".formatted(topic, cause.getMessage()), cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ofMillis(500)); // nothing is under way: write waits for its answer
  }
}
