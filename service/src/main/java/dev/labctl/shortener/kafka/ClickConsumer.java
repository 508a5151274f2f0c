package dev.labctl.shortener.kafka;

import dev.labctl.shortener.click.ClickBatch;
import dev.labctl.shortener.click.ClickSink;
import dev.labctl.shortener.click.ConsumerObserver;
import dev.labctl.shortener.config.KafkaSettings;
import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.observe.Tracing;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Takes batches from the topic to where they are kept. An offset is committed after its batch was
 * applied, so that none is left out; one that comes a second time, after a crash or a rebalance, is
 * known by its number. While the database is away nothing is skipped: the same batch is tried until
 * it is applied, and the consumer stays in its group.
 */
public final class ClickConsumer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ClickConsumer.class.getName());
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(2);
  private static final int MAX_RECORDS = 50;

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ClickSink sink;
  private final ConsumerObserver observer;
  private final Tracing tracing;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean failing;

  public ClickConsumer(
      KafkaSettings settings,
      String instance,
      ClickSink sink,
      ConsumerObserver observer,
      Tracing tracing) {
    this.topic = settings.topicName();
    this.sink = sink;
    this.observer = observer;
    this.tracing = tracing;
    this.consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.servers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                settings.groupName(),
                ConsumerConfig.CLIENT_ID_CONFIG,
                instance,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                MAX_RECORDS,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                2_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Consumes until {@link #close}; the thread that calls it is the consumer's. */
  public void run() {
    try {
      consumer.subscribe(List.of(topic));
      while (stopping.getCount() > 0) {
        poll();
      }
    } catch (WakeupException e) {
      LOG.log(Level.DEBUG, "woken up to stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // end as if stopped
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
      stopped.countDown();
    }
  }

  private void poll() throws InterruptedException {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    for (TopicPartition partition : records.partitions()) {
      long next = -1;
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        if (!apply(record)) {
          // Back to it with the next poll, which also tells the group that we live.
          consumer.seek(partition, record.offset());
          var unused = stopping.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
          break;
        }
        next = record.offset() + 1;
      }
      if (next >= 0) {
        commit(partition, next);
      }
    }
  }

  /** False if the batch has to be tried again. */
  private boolean apply(ConsumerRecord<byte[], byte[]> record) {
    ClickBatch batch;
    try {
      batch = BatchCodec.decode(record.value());
    } catch (BatchCodec.Unreadable e) {
      // It would be unreadable next time too, and hold up all behind it.
      observer.unreadable();
      LOG.log(
          Level.WARNING,
          "record {0} of {1} is no batch of clicks and is passed over: {2}",
          record.offset(),
          record.topic() + "-" + record.partition(),
          e.getMessage());
      return true;
    }
    try {
      tracing.run(
          Tracing.Kind.CONSUMER,
          "process " + topic,
          TraceHeader.of(record),
          () -> {
            TraceHeader.facts(topic, record.partition());
            sink.write(batch);
          });
    } catch (DependencyFailed e) {
      observer.failed();
      if (!failing) {
        LOG.log(Level.WARNING, "clicks stay in Kafka for now: {0}", e.getMessage());
      }
      failing = true;
      return false;
    }
    if (failing) {
      LOG.log(Level.INFO, "clicks are applied again");
    }
    failing = false;
    observer.applied(batch.clicks());
    return true;
  }

  private void commit(TopicPartition partition, long next) {
    try {
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next)), COMMIT_LIMIT);
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      // The broker is away or gave the partition to another: what comes again is known.
      LOG.log(Level.DEBUG, "offset not committed: {0}", e.getMessage());
    }
  }

  /** Ends after the batch at hand. */
  @Override
  public void close() {
    stopping.countDown();
    consumer.wakeup();
    try {
      if (!stopped.await(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, "the consumer did not leave its group in {0}", CLOSE_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // leave without waiting
    }
  }
}
