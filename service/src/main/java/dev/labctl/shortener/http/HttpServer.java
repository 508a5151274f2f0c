package dev.labctl.shortener.http;

import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.observe.AccessLog;
import dev.labctl.shortener.observe.Readiness;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.redirect.LocalCache;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpService;
import java.time.Duration;
import java.util.List;

/** The public and the admin listener. */
public final class HttpServer implements AutoCloseable {
  private static final String ADMIN = "admin";
  // For imports, which are streamed; JSON has a limit of its own.
  private static final long MAX_BODY_BYTES = 64 * 1024 * 1024;
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Settings.Server address;
  private final WebServer server;

  /** Builds the server, not listening yet. */
  public HttpServer(
      Settings settings,
      List<HttpService> api,
      Handler redirect,
      LocalCache cache,
      Readiness readiness,
      ServiceMetrics metrics,
      AccessLog log) {
    AdminApi adminApi = new AdminApi(readiness, metrics, cache);
    this.address = settings.server();
    this.server =
        WebServer.builder()
            .host(address.host())
            .port(address.port())
            .shutdownHook(false) // the program drains first
            .shutdownGracePeriod(GRACE)
            .maxPayloadSize(MAX_BODY_BYTES)
            .directHandlers(Errors.direct())
            .routing(
                routing -> {
                  routing.addFilter(new RequestFilter(metrics, log, readiness));
                  api.forEach(routing::register);
                  routing.get("/{code}", redirect);
                  finish(routing);
                })
            .putSocket(
                ADMIN,
                socket ->
                    socket
                        .name(ADMIN)
                        .host(address.host())
                        .port(address.adminPort())
                        .directHandlers(Errors.direct())
                        .shutdownGracePeriod(GRACE)
                        .routing(
                            routing -> {
                              routing.register(adminApi);
                              finish(routing);
                            }))
            .build();
  }

  private static void finish(HttpRouting.Builder routing) {
    routing.any((request, response) -> Problem.notFound().send(request, response));
    Errors.handle(routing);
  }

  /**
   * Listens.
   *
   * @throws Misconfigured if an address cannot be had
   */
  public void start() {
    server.start();
    if (!server.isRunning()) { // Helidon logs the reason and throws nothing
      throw new Misconfigured(
          "cannot listen on %s ports %d and %d; is another program there?"
              .formatted(address.host(), address.port(), address.adminPort()),
          null);
    }
  }

  /** Stops listening and waits up to 1 s for requests in flight. */
  @Override
  public void close() {
    server.stop();
  }
}
