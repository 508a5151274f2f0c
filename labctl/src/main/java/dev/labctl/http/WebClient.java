package dev.labctl.http;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How labctl speaks HTTP to the lab: one request, one answer, within one limit that covers
 * connecting, waiting and reading all of the body. The JDK's own timeout ends with the headers, so
 * that a body that never ends would hold its reader.
 *
 * <p>No proxy is asked, whatever the environment says: a lab's addresses are this machine's or its
 * own networks'. Redirects are answers. HTTP/1.1 gives each request in flight a connection of its
 * own, so a stalled one delays no other.
 */
public final class WebClient implements AutoCloseable {
  private final HttpClient client;
  private final Duration limit;

  /**
   * Makes a client.
   *
   * @param limit for each request, unless the request has its own
   */
  public WebClient(Duration limit) {
    this.limit = limit;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limit)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
  }

  /** What came back. */
  public sealed interface HttpReply {
    /** A whole response. */
    record Response(int status, Optional<String> location, String body) implements HttpReply {}

    /**
     * None.
     *
     * @param late whether nothing came within the limit; else the connection was refused or broke
     */
    record NoResponse(String why, boolean late) implements HttpReply {}
  }

  /** The answer to a GET. */
  public HttpReply get(URI uri) {
    return send(HttpRequest.newBuilder(uri).build());
  }

  /**
   * Sends a request; its own timeout is the limit, where it has one.
   *
   * @throws LabctlException when the thread is interrupted; it stays marked
   */
  public HttpReply send(HttpRequest request) {
    Duration within = request.timeout().orElse(limit);
    var pending = client.sendAsync(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    try {
      HttpResponse<String> response = pending.get(within.toNanos(), TimeUnit.NANOSECONDS);
      return new HttpReply.Response(
          response.statusCode(), response.headers().firstValue("Location"), response.body());
    } catch (TimeoutException e) {
      pending.cancel(true);
      return new HttpReply.NoResponse("no answer in " + within.toMillis() + " ms", true);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        return new HttpReply.NoResponse(words(io), io instanceof HttpTimeoutException);
      }
      throw new IllegalStateException("unexpected from the HTTP client", e.getCause());
    } catch (InterruptedException e) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      throw LabctlException.of(
          ExitCode.INTERRUPTED, "interrupted while asking " + request.uri(), e);
    }
  }

  private static String words(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.toString();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
