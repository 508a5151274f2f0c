package dev.labctl.shortener;

import dev.labctl.shortener.config.KafkaSettings;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.http.HealthServer;
import dev.labctl.shortener.kafka.ClickConsumer;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.observe.Readiness;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.observe.Tracing;
import dev.labctl.shortener.postgres.Compartments;
import dev.labctl.shortener.postgres.PostgresClickSink;
import dev.labctl.shortener.postgres.PostgresLookup;
import dev.labctl.shortener.postgres.Purpose;
import java.util.List;
import java.util.Map;

/** The composition root of the consumer's role: Kafka on one side, Postgres on the other. */
public final class ConsumerApp implements AutoCloseable {
  private static final Code PROBE = new Code("0000000");

  private final Compartments postgres;
  private final Readiness readiness;
  private final Tracing tracing;
  private final ClickConsumer consumer;
  private final HealthServer server;
  private final Thread consuming;

  /**
   * Wires the role, not running yet.
   *
   * @throws Misconfigured if the config names no Kafka
   */
  public ConsumerApp(Settings settings) {
    KafkaSettings kafka = settings.kafka();
    postgres = Compartments.primary(settings);
    PostgresLookup primary = PostgresLookup.primary(postgres.of(Purpose.REDIRECTS));
    ServiceMetrics metrics =
        new ServiceMetrics(App.version(), List.of(postgres.pool()), postgres.breakers());
    readiness =
        new Readiness(
            Map.of(),
            Map.of("postgres-primary", () -> primary.find(PROBE)),
            System::nanoTime,
            metrics::ready);
    tracing = App.tracing(settings, metrics);
    consumer =
        new ClickConsumer(
            kafka,
            settings.instance(),
            new PostgresClickSink(postgres.of(Purpose.BACKGROUND)),
            metrics.consumedClicks(),
            tracing);
    server = new HealthServer(settings, readiness, metrics);
    consuming = Thread.ofPlatform().name("clicks-consume").unstarted(consumer::run);
  }

  /** Listens and consumes. */
  public void start() {
    server.start();
    readiness.start();
    consuming.start();
  }

  /** Finishes the batch at hand, leaves the group and closes. */
  @Override
  public void close() {
    readiness.drain();
    consumer.close();
    server.close();
    readiness.close();
    tracing.close();
    postgres.close();
  }
}
