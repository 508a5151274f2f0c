package dev.labctl.shortener.http;

import dev.labctl.shortener.config.ServerLimits;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.observe.Readiness;
import dev.labctl.shortener.observe.ServiceMetrics;
import io.helidon.webserver.WebServer;

/** The admin port of a role that has no public one. */
public final class HealthServer implements AutoCloseable {
  private final Settings.Server address;
  private final Connections connections;
  private final WebServer server;

  /** Builds the server, not listening yet. */
  public HealthServer(Settings settings, Readiness readiness, ServiceMetrics metrics) {
    this.address = settings.server();
    this.connections = HttpServer.adminConnections(BodyBudget.ofHeap());
    this.server =
        WebServer.builder()
            .host(settings.adminHost())
            .port(address.adminPort())
            .shutdownHook(false)
            .maxPayloadSize(0)
            .maxTcpConnections(ServerLimits.ADMIN.connections())
            .protocolsDiscoverServices(false)
            .addConnectionSelector(connections)
            .directHandlers(Errors.direct())
            .routing(
                routing -> {
                  routing.addFilter(new AdminFilter(settings.admin()));
                  routing.register(new HealthApi(readiness, metrics));
                  routing.any((request, response) -> Problem.notFound().send(request, response));
                  Errors.handle(routing);
                })
            .build();
  }

  /**
   * Listens.
   *
   * @throws Misconfigured if the address cannot be had
   */
  public void start() {
    connections.start();
    server.start();
    if (!server.isRunning()) { // Helidon logs the reason and throws nothing
      throw new Misconfigured(
          "cannot listen on %s port %d; is another program there?"
              .formatted(address.host(), address.adminPort()),
          null);
    }
  }

  @Override
  public void close() {
    server.stop();
    connections.close();
  }
}
