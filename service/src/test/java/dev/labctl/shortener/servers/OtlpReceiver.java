package dev.labctl.shortener.servers;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A receiver of traces by OTLP over HTTP that keeps what it gets. */
public final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<String> resources = new CopyOnWriteArrayList<>();

  public OtlpReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/v1/traces",
        exchange -> {
          try (exchange;
              InputStream in = exchange.getRequestBody()) {
            for (var resource : ExportTraceServiceRequest.parseFrom(in).getResourceSpansList()) {
              resource
                  .getResource()
                  .getAttributesList()
                  .forEach(a -> resources.add(a.getKey() + "=" + a.getValue().getStringValue()));
              resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
            }
            // Nothing to complain of is the empty message: no bytes.
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  public List<Span> spans() {
    return spans;
  }

  /** The spans of one trace. */
  public List<Span> trace(String id) {
    return spans.stream().filter(span -> hex(span.getTraceId().toByteArray()).equals(id)).toList();
  }

  /** What the senders say of themselves, as key=value. */
  public List<String> resources() {
    return resources;
  }

  public static String hex(byte[] id) {
    return HexFormat.of().formatHex(id);
  }

  /** A span's text attribute, empty if it has none of the name. */
  public static String attribute(Span span, String name) {
    return span.getAttributesList().stream()
        .filter(a -> a.getKey().equals(name))
        .map(a -> a.getValue().getStringValue())
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
