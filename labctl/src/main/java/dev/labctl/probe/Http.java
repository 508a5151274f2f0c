package dev.labctl.probe;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request, one answer, within a limit that covers connecting, waiting and reading. JDK's client
 * gives each request in flight a connection of its own in HTTP/1.1, so a stalled one delays nobody;
 * its only retry is that of an idempotent request on a kept connection which the server had closed.
 */
final class Http implements AutoCloseable {
  private final HttpClient client;
  private final Duration limit;

  Http(Duration limit) {
    this.limit = limit;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limit)
            .build();
  }

  /** What came back. */
  sealed interface Answer {
    /** A whole response. */
    record Response(int status, Optional<String> location, String body) implements Answer {}

    /** None within the limit, or the connection broke. */
    record None(String why) implements Answer {}
  }

  Answer send(HttpRequest request) {
    var pending = client.sendAsync(request, BodyHandlers.ofString());
    try {
      HttpResponse<String> response = pending.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return new Answer.Response(
          response.statusCode(), response.headers().firstValue("Location"), response.body());
    } catch (TimeoutException e) {
      pending.cancel(true);
      return new Answer.None("no answer in " + limit.toMillis() + " ms");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        return new Answer.None(io.toString());
      }
      throw new IllegalStateException("unexpected from the HTTP client", e.getCause());
    } catch (InterruptedException e) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      return new Answer.None("interrupted");
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
