package dev.labctl.shortener;

import com.zaxxer.hikari.HikariDataSource;
import dev.labctl.shortener.config.KafkaSettings;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.guard.CircuitBreaker;
import dev.labctl.shortener.http.HealthServer;
import dev.labctl.shortener.kafka.ClickConsumer;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.observe.Readiness;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.postgres.Pools;
import dev.labctl.shortener.postgres.PostgresClickSink;
import dev.labctl.shortener.postgres.PostgresLookup;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The composition root of the consumer's role: Kafka on one side, Postgres on the other. */
public final class ConsumerApp implements AutoCloseable {
  private static final Duration POSTGRES_PAUSE = Duration.ofMillis(500);
  private static final Code PROBE = new Code("0000000");

  private final HikariDataSource primaryPool;
  private final Readiness readiness;
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
    primaryPool = Pools.primary(settings);
    CircuitBreaker breaker =
        new CircuitBreaker("postgres-primary", POSTGRES_PAUSE, System::nanoTime);
    PostgresLookup primary = PostgresLookup.primary(primaryPool);
    ServiceMetrics metrics =
        new ServiceMetrics(App.version(), List.of(primaryPool), List.of(breaker));
    readiness =
        new Readiness(
            Map.of(),
            Map.of("postgres-primary", () -> breaker.call(() -> primary.find(PROBE))),
            System::nanoTime,
            metrics::ready);
    consumer =
        new ClickConsumer(
            kafka,
            settings.instance(),
            new PostgresClickSink(primaryPool),
            metrics.consumedClicks());
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
    primaryPool.close();
  }
}
