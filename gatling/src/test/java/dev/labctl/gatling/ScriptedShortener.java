package dev.labctl.gatling;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A shortener whose codes say how it answers: {@code ok-…} rightly, {@code wrong-…} with another
 * target, {@code error-…} with 503, {@code hang-…} never, {@code cut-…} by closing the connection.
 * Of the creates, it cuts those whose key ends in an odd digit, if told to.
 */
final class ScriptedShortener implements AutoCloseable {
  private static final String TARGET = "https://target.example/";

  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> codes = new CopyOnWriteArrayList<>();
  private final AtomicInteger controls = new AtomicInteger();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile boolean cutsOddCreates;

  ScriptedShortener() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
    server.setExecutor(threads);
    server.createContext("/", this::redirect);
    server.createContext("/api/links", this::create);
    server.createContext("/-/control", this::control);
    server.start();
  }

  static Link link(String code) {
    return new Link(code, TARGET + code);
  }

  int port() {
    return server.getAddress().getPort();
  }

  void cutOddCreates() {
    cutsOddCreates = true;
  }

  /** The codes asked for, in order. */
  List<String> codes() {
    return codes;
  }

  /** The idempotency keys received, in order. */
  List<String> keys() {
    return keys;
  }

  private void redirect(HttpExchange exchange) throws IOException {
    String code = exchange.getRequestURI().getPath().substring(1);
    codes.add(code);
    exchange.getResponseHeaders().set("X-Cache-Source", "redis");
    exchange.getResponseHeaders().set("Location", TARGET + code);
    switch (code.substring(0, code.indexOf('-'))) {
      case "ok" -> exchange.sendResponseHeaders(302, -1);
      case "wrong" -> {
        exchange.getResponseHeaders().set("Location", TARGET + "other");
        exchange.sendResponseHeaders(302, -1);
      }
      case "error" -> exchange.sendResponseHeaders(503, -1);
      case "hang" -> untilClosing();
      default -> {
        // "cut": closing without an answer
      }
    }
    exchange.close();
  }

  /** What a balancer in front would answer by itself. */
  private void control(HttpExchange exchange) throws IOException {
    controls.incrementAndGet();
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  /** How often the balancer was asked for its own answer. */
  int controls() {
    return controls.get();
  }

  private void untilClosing() {
    try {
      closing.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void create(HttpExchange exchange) throws IOException {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    keys.add(key + " " + body);
    if (cutsOddCreates && key.matches(".*[13579]")) {
      exchange.close();
      return;
    }
    byte[] answer = "{\"code\":\"new\"}".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Location", "http://short.example/new");
    exchange.sendResponseHeaders(201, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
