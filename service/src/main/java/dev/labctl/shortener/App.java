package dev.labctl.shortener;

import dev.labctl.shortener.click.ClickFlusher;
import dev.labctl.shortener.click.ClickStatistics;
import dev.labctl.shortener.click.FallbackStatistics;
import dev.labctl.shortener.click.Orphans;
import dev.labctl.shortener.config.LogSettings;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.config.TracingSettings;
import dev.labctl.shortener.guard.CircuitBreaker;
import dev.labctl.shortener.guard.Fallback;
import dev.labctl.shortener.http.ClickReader;
import dev.labctl.shortener.http.ClientAddress;
import dev.labctl.shortener.http.HttpServer;
import dev.labctl.shortener.http.RedirectHandler;
import dev.labctl.shortener.kafka.KafkaClickSink;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.FallbackCatalogue;
import dev.labctl.shortener.link.Link;
import dev.labctl.shortener.link.LinkCatalogue;
import dev.labctl.shortener.link.LinkStore;
import dev.labctl.shortener.observe.AccessLog;
import dev.labctl.shortener.observe.ClickMetrics;
import dev.labctl.shortener.observe.Readiness;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.observe.TracedCache;
import dev.labctl.shortener.observe.Tracing;
import dev.labctl.shortener.observe.Writability;
import dev.labctl.shortener.postgres.Compartment;
import dev.labctl.shortener.postgres.Compartments;
import dev.labctl.shortener.postgres.PostgresCatalogue;
import dev.labctl.shortener.postgres.PostgresClickSink;
import dev.labctl.shortener.postgres.PostgresClickStatistics;
import dev.labctl.shortener.postgres.PostgresEventLog;
import dev.labctl.shortener.postgres.PostgresLinkIndex;
import dev.labctl.shortener.postgres.PostgresLinkStore;
import dev.labctl.shortener.postgres.PostgresLookup;
import dev.labctl.shortener.postgres.PostgresOrphans;
import dev.labctl.shortener.postgres.PostgresSalts;
import dev.labctl.shortener.postgres.Purpose;
import dev.labctl.shortener.redirect.LinkLookup;
import dev.labctl.shortener.redirect.LocalCache;
import dev.labctl.shortener.redirect.MissedMarks;
import dev.labctl.shortener.redirect.NoSharedCache;
import dev.labctl.shortener.redirect.Resolver;
import dev.labctl.shortener.redirect.SharedCache;
import dev.labctl.shortener.redis.ChangeChannel;
import dev.labctl.shortener.redis.RedisCache;
import dev.labctl.shortener.redis.RedisConnector;
import dev.labctl.shortener.redis.RedisWriters;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The composition root: the one place that knows both the ports and what is behind them. */
public final class App implements AutoCloseable {
  // Long enough to spare a dependency that is down, short against the time in which it recovers.
  private static final Duration REDIS_PAUSE = Duration.ofSeconds(1);
  private static final Duration CLIENTS_CLOSE_WITHIN = Duration.ofSeconds(1);
  private static final Code PROBE = new Code("0000000");

  private final Duration drain;
  private final Compartments primaries;
  private final Compartments replicas;
  private final RedisConnector redis;
  private final boolean shares;
  private final ChangeChannel changes;
  private final LocalCache local;
  private final MissedMarks missedMarks;
  private final Readiness readiness;
  private final Writability writability;
  private final @Nullable KafkaClickSink kafka;
  private final ClickFlusher clicks;
  private final Orphans orphans;
  private final Tracing tracing;
  private final HttpServer server;

  /**
   * Wires the program, not listening yet.
   *
   * @param store decorates the store that creates and deletes links
   */
  public App(Settings settings, UnaryOperator<LinkStore> store) {
    this.drain = settings.server().drain().length();
    redis = new RedisConnector(settings.redis());
    primaries = Compartments.primary(settings);
    replicas = Compartments.replica(settings);

    CircuitBreaker redisBreaker = new CircuitBreaker("redis", REDIS_PAUSE, System::nanoTime);

    shares = settings.caches().isShared();
    changes = new ChangeChannel(redis);
    SharedCache shared =
        shares
            ? new TracedCache(
                new RedisCache(redis, redisBreaker, changes, settings.caches().lifetime()),
                redis::server)
            : new NoSharedCache();
    missedMarks =
        new MissedMarks(
            new PostgresEventLog(primaries.of(Purpose.BACKGROUND)), shared, InstantSource.system());
    LinkLookup replica = PostgresLookup.replica(replicas.of(Purpose.REDIRECTS));
    LinkLookup primary = PostgresLookup.primary(primaries.of(Purpose.REDIRECTS));
    local = new LocalCache(System::nanoTime, settings.caches().isLocal());
    ServiceMetrics metrics =
        new ServiceMetrics(
            version(),
            List.of(primaries.pool(), replicas.pool()),
            Stream.of(List.of(redisBreaker), replicas.breakers(), primaries.breakers())
                .flatMap(List::stream)
                .toList());
    tracing = tracing(settings, metrics);
    Resolver resolver = new Resolver(local, shared, replica, primary, missedMarks::missed);
    PostgresLinkStore stored =
        new PostgresLinkStore(primaries.of(Purpose.WRITES), primaries.of(Purpose.VISITS));
    LinkStore links = store.apply(stored);
    LinkCatalogue catalogue =
        new FallbackCatalogue(
            new Fallback<>(
                new PostgresCatalogue(primaries.of(Purpose.LISTS)),
                new PostgresCatalogue(replicas.of(Purpose.LISTS))));
    ClickStatistics statistics =
        new FallbackStatistics(
            new Fallback<>(
                new PostgresClickStatistics(replicas.of(Purpose.STATISTICS)),
                new PostgresClickStatistics(primaries.of(Purpose.STATISTICS))));
    ClientAddress clients = new ClientAddress(settings.server().proxies());
    Access access = Access.wire(settings, primaries, replicas, clients, metrics);
    kafka =
        settings.clicksToKafka()
            ? new KafkaClickSink(settings.kafka(), settings.instance(), tracing)
            : null;
    clicks = clicks(primaries.of(Purpose.BACKGROUND), kafka, metrics.clicks());
    PostgresOrphans orphanStore =
        new PostgresOrphans(primaries.of(Purpose.BACKGROUND), primaries.of(Purpose.LISTS));
    orphans = new Orphans(orphanStore);
    readiness =
        new Readiness(
            Map.of("redis", () -> shared.get(PROBE)),
            Map.of(
                "postgres-replica", () -> replica.find(PROBE),
                "postgres-primary", () -> primary.find(PROBE)),
            System::nanoTime,
            metrics::ready);
    writability =
        new Writability(
            stored::probe, shares ? new RedisWriters(redis) : () -> false, System::nanoTime);
    server =
        new HttpServer(
            settings,
            Endpoints.all(
                settings,
                links,
                catalogue,
                new PostgresLinkIndex(primaries.of(Purpose.LISTS)),
                orphanStore,
                statistics,
                resolver,
                metrics,
                readiness,
                access),
            access.filters(),
            new RedirectHandler(
                resolver,
                links::visit,
                code -> catalogue.find(code).filter(Link::hasVisitsLeft).isPresent(),
                new ClickReader(clients, clicks.clicks(), orphans),
                InstantSource.system(),
                metrics),
            local,
            readiness,
            writability,
            metrics,
            accessLog(settings.logging(), metrics),
            tracing,
            clients);
  }

  /** The traces that the config asks for. */
  static Tracing tracing(Settings settings, ServiceMetrics metrics) {
    TracingSettings wanted = settings.tracing();
    return wanted == null
        ? Tracing.off()
        : Tracing.to(
            wanted,
            settings.instance(),
            version(),
            () -> ThreadLocalRandom.current().nextDouble(),
            metrics::spansExported,
            metrics::spansLost,
            metrics::spansDropped);
  }

  private static AccessLog accessLog(LogSettings settings, ServiceMetrics metrics) {
    System.Logger lines = System.getLogger("access");
    return new AccessLog(
        settings.successes().ratio(),
        settings.slowRequest(),
        InstantSource.system(),
        () -> ThreadLocalRandom.current().nextDouble(),
        line -> lines.log(System.Logger.Level.INFO, line),
        metrics::lineDropped);
  }

  private static ClickFlusher clicks(
      Compartment primary, @Nullable KafkaClickSink kafka, ClickMetrics metrics) {
    SecureRandom random = new SecureRandom();
    PostgresClickSink postgres = new PostgresClickSink(primary);
    ClickFlusher clicks =
        new ClickFlusher(
            kafka == null ? postgres : kafka,
            new PostgresSalts(primary, random),
            postgres,
            ClickFlusher.cells(Runtime.getRuntime().maxMemory()),
            random,
            InstantSource.system(),
            metrics);
    metrics.watch(clicks.clicks());
    return clicks;
  }

  /** The listeners. */
  HttpServer server() {
    return server;
  }

  /** The build's version, or {@code dev} outside a jar. */
  static String version() {
    String version = App.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  /** Listens, and probes the dependencies. */
  public void start() {
    readiness.start();
    writability.start();
    if (shares) {
      missedMarks.start();
      changes.listen(local::forget, missedMarks::missed);
    }
    clicks.start();
    orphans.start();
    server.start();
  }

  /** Turns not ready, serves on for the drain period, then closes; pools last. */
  public void drainAndClose() {
    readiness.drain();
    writability.drain();
    try {
      // Nobody counts it down: what is waited for is the balancer noticing.
      var unused = new CountDownLatch(1).await(drain.toMillis(), TimeUnit.MILLISECONDS);
      server.close();
      clicks.close();
      orphans.close();
      // A login that hangs on a frozen server would hold its pool's end up for seconds.
      Thread closing = Thread.ofPlatform().daemon().name("closing").start(this::closeClients);
      if (!closing.join(CLIENTS_CLOSE_WITHIN)) {
        System.getLogger(App.class.getName())
            .log(System.Logger.Level.WARNING, "pools not closed in {0}", CLIENTS_CLOSE_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close without waiting
      close();
    }
  }

  /** Closes at once. */
  @Override
  public void close() {
    server.close();
    clicks.close();
    orphans.close();
    closeClients();
  }

  private void closeClients() {
    readiness.close();
    writability.close();
    missedMarks.close();
    changes.close();
    tracing.close();
    if (kafka != null) {
      kafka.close();
    }
    redis.close();
    replicas.close();
    primaries.close();
  }
}
