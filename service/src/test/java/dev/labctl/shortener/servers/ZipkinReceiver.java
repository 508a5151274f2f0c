package dev.labctl.shortener.servers;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A receiver of Zipkin's second format that keeps what it gets, refuses it or never answers. */
public final class ZipkinReceiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService answering = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean hangs;
  private volatile int answer = 202;

  public ZipkinReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(answering);
    server.createContext(
        "/api/v2/spans",
        exchange -> {
          try (exchange;
              InputStream in = exchange.getRequestBody()) {
            boolean zipped =
                "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            String body =
                new String(
                    (zipped ? new GZIPInputStream(in) : in).readAllBytes(), StandardCharsets.UTF_8);
            if (hangs) {
              closed.await();
            }
            if (answer == 202) {
              bodies.add(exchange.getRequestHeaders().getFirst("Content-Type") + " " + body);
            }
            exchange.sendResponseHeaders(answer, -1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v2/spans";
  }

  /** What was posted, each body behind its content type. */
  public List<String> bodies() {
    return bodies;
  }

  /** All spans that it was sent. */
  public List<JsonNode> spans() {
    return bodies.stream()
        .map(body -> JsonMapper.shared().readTree(body.substring(body.indexOf(' '))))
        .flatMap(list -> list.values().stream())
        .toList();
  }

  /** From now on, no answer. */
  public void hang() {
    hangs = true;
  }

  /** From now on, 503. */
  public void refuse() {
    answer = 503;
  }

  /** As at first. */
  public void take() {
    answer = 202;
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    answering.shutdownNow();
  }
}
