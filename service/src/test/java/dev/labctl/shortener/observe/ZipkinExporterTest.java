package dev.labctl.shortener.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.ZipkinReceiver;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ZipkinExporterTest {
  private static final long START = 1_764_500_000_000_000_000L;
  private static final AttributeKey<String> INSTANCE =
      AttributeKey.stringKey("service.instance.id");

  /** A millisecond later each time that it is asked. */
  private static final class Ticking implements Clock {
    private final AtomicLong ticks = new AtomicLong();

    @Override
    public long now() {
      return START + nanoTime();
    }

    @Override
    public long nanoTime() {
      return ticks.incrementAndGet() * 1_000_000;
    }
  }

  private static final class Counting implements IdGenerator {
    private final AtomicLong ids = new AtomicLong();

    @Override
    public String generateSpanId() {
      return "%016x".formatted(ids.incrementAndGet());
    }

    @Override
    public String generateTraceId() {
      return "463ac35c9f6413ad48485a3953bb6124";
    }
  }

  @Test
  void aRedirectWithCacheDatabaseAndKafkaIsAsZipkinWantsIt() throws IOException {
    try (ZipkinReceiver zipkin = new ZipkinReceiver();
        SdkTracerProvider provider =
            SdkTracerProvider.builder()
                .setClock(new Ticking())
                .setIdGenerator(new Counting())
                .setResource(
                    Resource.create(
                        Attributes.of(
                            AttributeKey.stringKey("service.name"),
                            "shortener",
                            INSTANCE,
                            "shortener-2",
                            AttributeKey.stringKey("telemetry.sdk.language"),
                            "java")))
                .addSpanProcessor(
                    SimpleSpanProcessor.create(
                        new ZipkinExporter(URI.create(zipkin.endpoint()), Duration.ofSeconds(10))))
                .build()) {
      trace(provider.get("test"));
      assertThat(zipkin.bodies()).allMatch(body -> body.startsWith("application/json ["));
      assertThat(
              zipkin.bodies().stream()
                  .map(body -> body.substring("application/json ".length()))
                  .collect(Collectors.joining("\n", "", "\n")))
          .isEqualTo(golden());
    }
  }

  /** As the service traces a redirect that fails, and a batch of clicks. */
  private static void trace(Tracer tracer) {
    Span request = tracer.spanBuilder("request").setSpanKind(SpanKind.SERVER).startSpan();
    Context context = Context.root().with(request);
    tracer
        .spanBuilder("GET redis")
        .setSpanKind(SpanKind.CLIENT)
        .setParent(context)
        .setAttribute("db.system.name", "redis")
        .setAttribute("server.address", "127.0.10.1")
        .setAttribute("server.port", 6379)
        .startSpan()
        .end();
    tracer
        .spanBuilder("SELECT replica")
        .setSpanKind(SpanKind.CLIENT)
        .setParent(context)
        .setAttribute("db.system.name", "postgresql")
        .setAttribute("db.query.text", "select \"a\" from links where code = ?")
        .setAttribute("error.type", "DependencyFailed")
        .startSpan()
        .setStatus(StatusCode.ERROR)
        .end();
    request.updateName("GET /{code}");
    request.setAttribute("http.response.status_code", 503);
    request.setStatus(StatusCode.ERROR);
    request.end();
    tracer
        .spanBuilder("send clicks")
        .setSpanKind(SpanKind.PRODUCER)
        .setNoParent()
        .setAttribute("messaging.system", "kafka")
        .setAttribute("server.address", "kafka-1.example")
        .setAttribute("server.port", 9092)
        .startSpan()
        .end();
    tracer.spanBuilder("inside").setNoParent().startSpan().end();
  }

  private static String golden() throws IOException {
    try (InputStream in = ZipkinExporterTest.class.getResourceAsStream("zipkin.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
