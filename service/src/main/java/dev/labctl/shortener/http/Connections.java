package dev.labctl.shortener.http;

import dev.labctl.shortener.config.ServerLimits;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A listener's connections. Helidon 4.5 has no time limit for reading or writing and its idle limit
 * interrupts only who waits for a request line, so here each connection has a deadline for the step
 * it is at: a request's headers, its body, the answer, the next request. One address may have only
 * so many, unless it is a proxy of ours.
 */
final class Connections implements ServerConnectionSelector, AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(250);

  private final ServerLimits limits;
  private final Predicate<InetAddress> proxy;
  private final BodyBudget budget;
  private final Http1ConnectionSelector http1;
  private final Map<OpenConnection, String> open = new ConcurrentHashMap<>();
  private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("connection-deadlines").factory());
  // How often late ones were looked for. It is the clock for deadlines: reading it costs a
  // redirect,
  // which moves three of them, nothing, and when this process gets no processor it stands still
  // too.
  private volatile long rounds;

  /**
   * @param proxy whether an address is a proxy of ours, behind which there are many clients
   * @param budget for the bodies of all listeners
   * @param http how HTTP/1.1 is read
   */
  Connections(
      ServerLimits limits,
      Predicate<InetAddress> proxy,
      BodyBudget budget,
      Http1Config.Builder http) {
    this.limits = limits;
    this.proxy = proxy;
    this.budget = budget;
    this.http1 =
        Http1ConnectionSelector.builder()
            .config(http.addReceiveListener(new Steps()).build())
            .build();
  }

  private static final class Steps implements Http1ConnectionListener {
    @Override
    public void prologue(ConnectionContext connection, HttpPrologue prologue) {
      OpenConnection.current().readsHeaders();
    }

    @Override
    public void headers(ConnectionContext connection, Headers headers) {
      OpenConnection.current().answers(0); // until a handler takes over, an error at most is sent
    }
  }

  void start() {
    var unused =
        watch.scheduleWithFixedDelay(
            this::cutLate, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void cutLate() {
    long at = rounds + 1;
    rounds = at;
    for (OpenConnection connection : open.keySet()) {
      if (connection.isLate(at)) {
        connection.cut();
      }
    }
  }

  /** The round in which a time from now on has passed, a little late rather than early. */
  long in(Duration time) {
    return rounds + 2 + time.dividedBy(EVERY);
  }

  ServerLimits limits() {
    return limits;
  }

  BodyBudget budget() {
    return budget;
  }

  void ended(OpenConnection connection) {
    String address = open.remove(connection);
    if (address != null) {
      perAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    if (!(context.remotePeer().address() instanceof InetSocketAddress peer)) {
      throw new IllegalStateException("the listener is no TCP socket");
    }
    String address = RateAnswers.key(peer.getAddress());
    if (perAddress.merge(address, 1, Integer::sum) > limits.connectionsPerAddress()
        && !proxy.test(peer.getAddress())) {
      perAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
      throw new CloseConnectionException("too many connections from one address");
    }
    OpenConnection connection =
        new OpenConnection(this, context.serverSocket(), http1.connection(context));
    open.put(connection, address);
    return connection;
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http1.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http1.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
