package dev.labctl.platform.k3s;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** As much of a Kubernetes API over plain HTTP as a test answers for. */
final class FakeApi implements AutoCloseable {
  /** What it says to a request; with status 0 it closes the connection unanswered. */
  record Answer(int status, String body) {}

  private final HttpServer server;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /**
   * Starts it.
   *
   * @param answers to a request in the form {@code GET /path}
   */
  FakeApi(Function<String, Answer> answers) throws IOException {
    this(0, answers);
  }

  /** Starts it at a port. */
  FakeApi(int port, Function<String, Answer> answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", exchange -> answer(exchange, answers));
    server.start();
  }

  private void answer(HttpExchange exchange, Function<String, Answer> answers) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    requests.add(request);
    Answer answer = answers.apply(request);
    if (answer.status() == 0) {
      exchange.close();
      return;
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What it was asked, in order. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Nothing of this machine's own kubeconfig. */
  static Config credentials() {
    return new ConfigBuilder(Config.empty()).build();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
