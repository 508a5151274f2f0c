package dev.labctl.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.labctl.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A shortener in memory that can be told to fail in each of the ways that matter. */
public final class FakeShortener implements AutoCloseable {
  public final Map<String, String> links = new ConcurrentHashMap<>();
  public final AtomicLong requests = new AtomicLong();

  /** Every so manyth acknowledged link is not stored; 0 for none. */
  public volatile long losesEvery;

  /** Answered instead of the real status; 0 for none. */
  public volatile int status;

  /** Requests wait here while it is closed. */
  public volatile CountDownLatch gate = new CountDownLatch(0);

  private final HttpServer server;
  private final AtomicLong codes = new AtomicLong();

  public FakeShortener() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      byte[] body = exchange.getRequestBody().readAllBytes();
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (status != 0) {
        exchange.sendResponseHeaders(status, -1);
      } else if (exchange.getRequestMethod().equals("POST")) {
        create(exchange, body);
      } else {
        redirect(exchange);
      }
    }
  }

  private void create(HttpExchange exchange, byte[] body) throws IOException {
    String target = Json.lines().readTree(body).path("target").asString();
    long n = codes.incrementAndGet();
    String code = "c" + n;
    if (losesEvery == 0 || n % losesEvery != 0) {
      links.put(code, target);
    }
    byte[] answer = Json.lines().writeValueAsBytes(Map.of("code", code));
    exchange.getResponseHeaders().add("Location", uri() + "/" + code);
    exchange.sendResponseHeaders(201, answer.length);
    exchange.getResponseBody().write(answer);
  }

  private void redirect(HttpExchange exchange) throws IOException {
    String target = links.get(exchange.getRequestURI().getPath().substring(1));
    if (target == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      exchange.getResponseHeaders().add("Location", target);
      exchange.sendResponseHeaders(302, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
