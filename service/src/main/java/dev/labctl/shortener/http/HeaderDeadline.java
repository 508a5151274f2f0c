package dev.labctl.shortener.http;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Closes connections whose request's headers take too long. Helidon 4.5 has no read timeout, and
 * its idle timeout interrupts only those that wait for a request line: whoever sends a header a
 * minute would keep a connection for good.
 */
final class HeaderDeadline implements Http1ConnectionListener, AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(500);

  private final long withinNanos;
  private final LongSupplier nanoTime;
  private final Map<ConnectionContext, Long> reading = new ConcurrentHashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("header-deadline").factory());

  HeaderDeadline(Duration within, LongSupplier nanoTime) {
    this.withinNanos = within.toNanos();
    this.nanoTime = nanoTime;
  }

  void start() {
    var unused =
        watch.scheduleWithFixedDelay(
            this::closeLate, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    reading.put(connection, nanoTime.getAsLong());
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    reading.remove(connection);
  }

  private void closeLate() {
    long now = nanoTime.getAsLong();
    reading.forEach(
        (connection, since) -> {
          if (now - since > withinNanos && reading.remove(connection, since)) {
            connection.serverSocket().close();
          }
        });
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
