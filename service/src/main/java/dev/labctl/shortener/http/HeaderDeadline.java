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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Closes connections whose request's headers take too long. Helidon 4.5 has no read timeout, and
 * its idle timeout interrupts only those that wait for a request line: whoever sends a header a
 * minute would keep a connection for good.
 */
final class HeaderDeadline implements Http1ConnectionListener, AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final long NOT = 0;

  private final long withinNanos;
  private final LongSupplier nanoTime;
  // Since when each connection reads headers, or NOT: kept for all of its requests, for a redirect
  // pays for what is done here.
  private final Map<ConnectionContext, AtomicLong> reading = new ConcurrentHashMap<>();
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
    long now = nanoTime.getAsLong();
    reading
        .computeIfAbsent(connection, c -> new AtomicLong())
        .setRelease(now == NOT ? now + 1 : now);
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    AtomicLong since = reading.get(connection);
    if (since != null) { // closed as late a moment ago
      since.setRelease(NOT);
    }
  }

  private void closeLate() {
    long now = nanoTime.getAsLong();
    reading.forEach(
        (connection, since) -> {
          long begun = since.get();
          if (begun != NOT && now - begun > withinNanos) {
            connection.serverSocket().close();
          }
          if (!connection.serverSocket().isConnected()) {
            reading.remove(connection);
          }
        });
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
