package dev.labctl.gatling;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Serves {@code /metrics} and knows when the final values have been fetched. */
final class MetricsServer implements AutoCloseable {
  /** The second scrape makes the final values survive the loss of one. */
  private static final int FINAL_SCRAPES = 2;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newSingleThreadExecutor(MetricsServer::daemon);
  private final MetricsHandler metrics;
  private final CountDownLatch finalScrapes = new CountDownLatch(FINAL_SCRAPES);
  private volatile boolean valuesFinal;

  MetricsServer(InetSocketAddress address, PrometheusRegistry registry) throws IOException {
    metrics = new MetricsHandler(registry);
    server = HttpServer.create(address, 0);
    server.setExecutor(executor);
    server.createContext("/metrics", this::scrape);
    server.start();
  }

  private static Thread daemon(Runnable task) {
    return Thread.ofPlatform().daemon().name("metrics").unstarted(task);
  }

  private void scrape(HttpExchange exchange) throws IOException {
    boolean countsAsFinal = valuesFinal;
    metrics.handle(exchange);
    if (countsAsFinal) {
      finalScrapes.countDown();
    }
  }

  /** Waits until two scrapes that began after this call are answered; false after the deadline. */
  boolean awaitFinalScrapes(Duration deadline) throws InterruptedException {
    valuesFinal = true;
    return finalScrapes.await(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
