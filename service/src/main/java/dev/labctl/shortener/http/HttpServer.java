package dev.labctl.shortener.http;

import dev.labctl.shortener.click.OrphanVisit;
import dev.labctl.shortener.config.ServerLimits;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.observe.AccessLog;
import dev.labctl.shortener.observe.Readiness;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.observe.Tracing;
import dev.labctl.shortener.observe.Writability;
import dev.labctl.shortener.redirect.LocalCache;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.cors.CorsConfig;
import io.helidon.webserver.cors.CorsFeature;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The public and the admin listener. */
public final class HttpServer implements AutoCloseable {
  private static final String ADMIN = "admin";
  // For imports, which are streamed; JSON has a limit of its own.
  private static final long MAX_BODY_BYTES = 64 * 1024 * 1024;
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final Duration PREFLIGHT_KEPT = Duration.ofHours(1);
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Settings.Server address;
  private final Routes publicRoutes;
  private final Routes adminRoutes;
  private final Connections publicConnections;
  private final Connections adminConnections;
  private final WebServer server;

  /** Builds the server, not listening yet. */
  public HttpServer(
      Settings settings,
      List<HttpService> api,
      List<Filter> filters,
      RedirectHandler redirect,
      LocalCache cache,
      Readiness readiness,
      Writability writability,
      ServiceMetrics metrics,
      AccessLog log,
      Tracing tracing,
      ClientAddress clients) {
    List<HttpService> all = new ArrayList<>(api);
    all.add(rules -> rules.get(CodePath.PATTERN, redirect).head(CodePath.PATTERN, redirect));
    List<HttpService> admin =
        List.of(
            new HealthApi(readiness, metrics),
            new WritableApi(writability),
            new AdminApi(cache),
            new JfrApi());
    this.publicRoutes = Routes.of(all);
    this.adminRoutes = Routes.of(admin);
    this.address = settings.server();
    BodyBudget budget = BodyBudget.ofHeap();
    this.publicConnections = new Connections(address.bears(), clients::isProxy, budget, http());
    this.adminConnections = adminConnections(budget);
    this.server =
        WebServer.builder()
            .host(address.host())
            .port(address.port())
            .shutdownHook(false) // the program drains first
            .shutdownGracePeriod(GRACE)
            .maxPayloadSize(MAX_BODY_BYTES)
            .directHandlers(Errors.direct())
            .errorHandling(errors -> errors.includeEntity(true)) // so that Errors learns the reason
            .maxTcpConnections(address.bears().connections())
            .idleConnectionTimeout(address.bears().idle())
            .protocolsDiscoverServices(false)
            .featuresDiscoverServices(false) // CORS by default would let in every origin
            .update(builder -> cors(settings.origins(), builder))
            .addConnectionSelector(publicConnections)
            .routing(
                routing -> {
                  routing.addFilter(new RequestFilter(metrics, log, tracing, readiness));
                  routing.addFilter(new HostFilter());
                  routing.addFilter(new QueryFilter());
                  filters.forEach(routing::addFilter);
                  routing.route(redirect.route());
                  publicRoutes
                      .mistaken()
                      .forEach(
                          route ->
                              routing.route(
                                  Method.create(route.method()),
                                  route.path(),
                                  (request, response) ->
                                      wrongMethod(publicRoutes, request, response)));
                  api.forEach(routing::register);
                  finish(routing, publicRoutes, redirect.clicks());
                })
            .putSocket(
                ADMIN,
                socket ->
                    socket
                        .name(ADMIN)
                        .host(settings.adminHost())
                        .port(address.adminPort())
                        .directHandlers(Errors.direct())
                        .shutdownGracePeriod(GRACE)
                        .maxPayloadSize(0)
                        .maxTcpConnections(ServerLimits.ADMIN.connections())
                        .protocolsDiscoverServices(false)
                        .addConnectionSelector(adminConnections)
                        .routing(
                            routing -> {
                              routing.addFilter(new QueryFilter());
                              routing.addFilter(new AdminFilter(settings.admin()));
                              admin.forEach(routing::register);
                              finish(routing, adminRoutes, null);
                            }))
            .build();
  }

  /** Lets pages of other origins use the interface, if they are configured. */
  private static void cors(Set<String> origins, WebServerConfig.Builder server) {
    if (origins.isEmpty()) {
      return;
    }
    CorsConfig.Builder cors =
        CorsFeature.builder()
            .addDefaults(false)
            .pathsDiscoverServices(false)
            .addSocket(WebServer.DEFAULT_SOCKET_NAME);
    for (String path : List.of("/rest/*", "/api/*")) {
      cors.addPath(
          p ->
              p.pathPattern(path)
                  .allowOrigins(origins)
                  .allowMethods(Set.of("GET", "POST", "PUT", "PATCH", "DELETE"))
                  // Whatever it asks for: what protects is which origins may ask. Helidon compares
                  // a list with allowed ones only if a space follows each comma, and browsers
                  // send none.
                  .allowHeaders(Set.of("*"))
                  .exposeHeaders(Set.of("Location", "Retry-After", "X-Request-Id"))
                  .maxAge(PREFLIGHT_KEPT));
    }
    server.addFeature(cors.build());
  }

  static Connections adminConnections(BodyBudget budget) {
    return new Connections(ServerLimits.ADMIN, address -> false, budget, http());
  }

  private static Http1Config.Builder http() {
    return Http1Config.builder()
        .maxHeadersSize(MAX_HEADER_BYTES)
        // Of what we send, only targets and request ids are somebody's words, and both are checked
        // when they come in. Again, for each header, is a tenth of the work of a redirect.
        .validateResponseHeaders(false)
        .sendKeepAliveHeader(false) // HTTP/1.1 says so by itself
        .validateRequestHostHeader(false) // HostFilter does
        .validatePrologue(false) // QueryFilter does; paths are checked all the same
        .receiveLog(false) // whole requests and answers, which are nobody's to log
        .sendLog(false);
  }

  /**
   * @param clicks are told of pages that there are not, or null: of none
   */
  private static void finish(
      HttpRouting.Builder routing, Routes routes, @Nullable ClickReader clicks) {
    routing.any(
        (request, response) -> {
          if (request.prologue().method() == Method.OPTIONS
              && response.headers().contains(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN)) {
            response.next(); // CORS, which comes behind this, answers what it has let in
            return;
          }
          SortedSet<String> methods = routes.methods(request.prologue().uriPath());
          // GET of what cannot be a code comes here too: not the method is wrong, but the path.
          if (methods.isEmpty() || methods.contains(request.prologue().method().text())) {
            if (clicks != null && isPage(request)) {
              clicks.orphan(request, OrphanVisit.Type.REGULAR_404);
            }
            Problem.notFound().send(request, response);
          } else {
            wrongMethod(routes, request, response);
          }
        });
    Errors.handle(routing);
  }

  /** What programs ask of the interface is nobody's visit. */
  private static boolean isPage(ServerRequest request) {
    String path = request.prologue().uriPath().path();
    return !path.startsWith("/api/") && !path.startsWith("/rest/");
  }

  private static void wrongMethod(Routes routes, ServerRequest request, ServerResponse response) {
    String allowed = String.join(", ", routes.methods(request.prologue().uriPath()));
    response.header(HeaderNames.ALLOW, allowed);
    new Problem(Status.METHOD_NOT_ALLOWED_405, "This path has " + allowed + " only.")
        .send(request, response);
  }

  /** What the public port serves. */
  public Routes publicRoutes() {
    return publicRoutes;
  }

  /** What the admin port serves. */
  public Routes adminRoutes() {
    return adminRoutes;
  }

  /**
   * Listens.
   *
   * @throws Misconfigured if an address cannot be had
   */
  public void start() {
    publicConnections.start();
    adminConnections.start();
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
    publicConnections.close();
    adminConnections.close();
  }
}
