package dev.labctl.shortener.observe;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.labctl.shortener.click.ConsumerObserver;
import dev.labctl.shortener.guard.CircuitBreaker;
import dev.labctl.shortener.redirect.Source;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What Prometheus scrapes; every label is bounded. */
public final class ServiceMetrics {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double[] BOUNDS = {
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8, 1, 1.5, 2, 3, 5
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final Histogram requests =
      Histogram.builder()
          .name("http_server_request_duration_seconds")
          .help("Time from a request's routing to its last byte.")
          .labelNames("http_request_method", "http_route", "http_response_status_code")
          .classicOnly()
          .classicUpperBounds(BOUNDS)
          .withoutExemplars()
          .register(registry);
  private final Counter redirects =
      Counter.builder()
          .name("shortener_redirects_total")
          .help("Redirects by the tier that knew the target.")
          .labelNames("source")
          .withoutExemplars()
          .register(registry);
  // Looked up once: a redirect costs microseconds, and finding a label's values a tenth of one.
  private final Map<Source, CounterDataPoint> redirectsBySource = new EnumMap<>(Source.class);
  // Likewise: most requests are counted where the one before was.
  private volatile @Nullable Answers latest;
  private final Counter created =
      Counter.builder()
          .name("shortener_links_created_total")
          .help("Links acknowledged as new.")
          .register(registry);

  private final Counter collisions =
      Counter.builder()
          .name("shortener_code_collisions_total")
          .help("Drawn codes that were in use; each was drawn again.")
          .register(registry);
  private final Counter signIns =
      Counter.builder()
          .name("shortener_sign_ins_total")
          .help("Sign-ins by name and password.")
          .labelNames("result")
          .register(registry);
  private final Counter statements =
      Counter.builder()
          .name("shortener_sql_statements_total")
          .help("SQL statements by the route whose requests ran them.")
          .labelNames("http_route")
          .register(registry);
  private final Counter linesDropped =
      Counter.builder()
          .name("shortener_access_lines_dropped_total")
          .help("Requests without a line in the log because there were too many a second.")
          .register(registry);
  private final Counter spans =
      Counter.builder()
          .name("shortener_spans_total")
          .help("Spans of traces by what became of them: exported, lost or dropped.")
          .labelNames("result")
          .register(registry);

  public ServiceMetrics(
      String version, List<HikariDataSource> pools, List<CircuitBreaker> breakers) {
    JvmMetrics.builder().register(registry);
    Info.builder()
        .name("shortener_build_info")
        .help("The running build.")
        .labelNames("version")
        .register(registry)
        .setLabelValues(version);
    for (Source source : Source.values()) {
      redirectsBySource.put(source, redirects.labelValues(source.label()));
    }
    GaugeWithCallback.builder()
        .name("shortener_breaker_open")
        .help("1 while a dependency is not being asked.")
        .labelNames("dependency")
        .callback(
            callback -> breakers.forEach(b -> callback.call(b.isOpen() ? 1 : 0, b.dependency())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("shortener_pool_connections")
        .help("Database connections by state; pending counts callers that wait for one.")
        .labelNames("pool", "state")
        .callback(callback -> pools.forEach(pool -> measure(pool, callback)))
        .register(registry);
    PoolMetrics.watch(pools, registry);
  }

  private static void measure(HikariDataSource pool, GaugeWithCallback.Callback callback) {
    HikariPoolMXBean bean = pool.getHikariPoolMXBean();
    callback.call(bean.getActiveConnections(), pool.getPoolName(), "active");
    callback.call(bean.getIdleConnections(), pool.getPoolName(), "idle");
    callback.call(bean.getThreadsAwaitingConnection(), pool.getPoolName(), "pending");
  }

  /** The part for the consumer's role; to be had once. */
  public ConsumerObserver consumedClicks() {
    return new ConsumerMetrics(registry);
  }

  /** The part for clicks; to be had once. */
  public ClickMetrics clicks() {
    return new ClickMetrics(registry);
  }

  /** Notes how long the JVM took to become ready, which is now; to be told once. */
  public void ready() {
    Gauge.builder()
        .name("shortener_ready_after_seconds")
        .help("Time from the JVM's start to the first moment at which this instance was ready.")
        .register(registry)
        .set(ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS_PER_SECOND);
  }

  /** Counts an answered request and the SQL statements that it cost. */
  public void request(String method, String route, int status, long tookNanos, int sql) {
    Answers counted = latest;
    if (counted == null || !counted.are(method, route, status)) {
      counted =
          new Answers(
              method,
              route,
              status,
              requests.labelValues(method, route, Integer.toString(status)),
              statements.labelValues(route));
      latest = counted;
    }
    counted.durations().observe(tookNanos / NANOS_PER_SECOND);
    if (sql > 0) {
      counted.statements().inc(sql);
    }
  }

  private record Answers(
      String method,
      String route,
      int status,
      DistributionDataPoint durations,
      CounterDataPoint statements) {
    boolean are(String askedWith, String at, int answeredWith) {
      return status == answeredWith && method.equals(askedWith) && route.equals(at);
    }
  }

  /** Counts a redirect. */
  public void redirect(Source source) {
    Objects.requireNonNull(redirectsBySource.get(source)).inc(); // all are there
  }

  /** Counts a new link. */
  public void created() {
    created.inc();
  }

  /** Counts a drawn code that was in use. */
  public void collided() {
    collisions.inc();
  }

  /** Counts a sign-in, or one that was refused. */
  public void signIn(boolean right) {
    signIns.labelValues(right ? "accepted" : "refused").inc();
  }

  /** Counts a line that the access log left out. */
  public void lineDropped() {
    linesDropped.inc();
  }

  /** Counts spans that a receiver has taken. */
  public void spansExported(int count) {
    spans.labelValues("exported").inc(count);
  }

  /** Counts spans that no receiver has taken. */
  public void spansLost(int count) {
    spans.labelValues("lost").inc(count);
  }

  /** Counts spans that were not kept for a receiver, since too many waited. */
  public void spansDropped(int count) {
    spans.labelValues("dropped").inc(count);
  }

  /** The content type of {@link #scrape}. */
  public String contentType() {
    return writer.getContentType();
  }

  /** All metrics in Prometheus' text format. */
  public byte[] scrape() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(32_768);
    try {
      writer.write(out, registry.scrape(), EscapingScheme.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
