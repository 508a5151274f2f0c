package dev.labctl.shortener.observe;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.config.Share;
import dev.labctl.shortener.config.TracingSettings;
import dev.labctl.shortener.servers.OtlpReceiver;
import dev.labctl.shortener.servers.ZipkinReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TracingTest {
  private static final String CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final OtlpReceiver receiver = new OtlpReceiver();
  private final AtomicInteger exported = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger dropped = new AtomicInteger();

  @AfterEach
  void stop() {
    receiver.close();
  }

  private Tracing tracing(double sample, double draw) {
    return tracing(receiver.endpoint(), sample, draw);
  }

  private Tracing tracing(String endpoint, double sample, double draw) {
    return Tracing.to(
        new TracingSettings(URI.create(endpoint), new Share(sample)),
        "one",
        "1.0",
        () -> draw,
        exported::addAndGet,
        lost::addAndGet,
        dropped::addAndGet);
  }

  @Test
  void aBatchAndWhatItAsksOfOthersArriveAsOneTrace() {
    List<String> sent = new ArrayList<>();
    try (Tracing tracing = tracing(1, 0.5)) {
      tracing.run(
          Tracing.Kind.PRODUCER,
          "clicks publish",
          null,
          () -> {
            sent.add(Spans.traceparent());
            String answer =
                Spans.in("SET redis", Map.of("db.system.name", "redis"), () -> "answer");
            assertThat(answer).isEqualTo("answer");
          });
      arrived(2);
    }
    TraceParent along = TraceParent.parse(sent.getFirst()).orElseThrow();
    List<Span> spans = receiver.trace(along.traceId());
    assertThat(spans).extracting(Span::getName).containsExactly("SET redis", "clicks publish");
    assertThat(spans.get(0).getParentSpanId()).isEqualTo(spans.get(1).getSpanId());
    assertThat(OtlpReceiver.hex(spans.get(1).getSpanId().toByteArray())).isEqualTo(along.spanId());
    assertThat(spans.get(1).getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_PRODUCER);
    assertThat(OtlpReceiver.attribute(spans.get(0), "db.system.name")).isEqualTo("redis");
    assertThat(receiver.resources())
        .contains("service.name=shortener", "service.instance.id=one", "service.version=1.0");
  }

  /** Waits: the first export loads half an HTTP client, on a machine that may be busy. */
  private void arrived(int spans) {
    await()
        .untilAsserted(
            () -> {
              assertThat(receiver.spans()).hasSize(spans);
              assertThat(exported).hasValue(spans);
            });
  }

  @Test
  void aCallersTraceGoesOnThoughTheShareIsNil() {
    try (Tracing tracing = tracing(0, 0)) {
      Trace trace = tracing.begin(Tracing.Kind.SERVER, "request", CALLER);
      assertThat(trace).isNotNull();
      trace.end(true);
      assertThat(tracing.begin(Tracing.Kind.SERVER, "request", null)).isNull();
      arrived(1);
    }
    Span span = receiver.trace("0af7651916cd43dd8448eb211c80319c").getFirst();
    assertThat(OtlpReceiver.hex(span.getParentSpanId().toByteArray()))
        .isEqualTo("b7ad6b7169203331");
    assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
  }

  @Test
  void aCallerThatDoesNotRecordIsNotRecordedThoughTheShareIsAll() {
    try (Tracing tracing = tracing(1, 0)) {
      assertThat(tracing.begin(Tracing.Kind.SERVER, "request", CALLER.substring(0, 53) + "00"))
          .isNull();
    }
  }

  @Test
  void theLotDecidesForTheOthers() {
    try (Tracing tracing = tracing(0.25, 0.25)) {
      assertThat(tracing.begin(Tracing.Kind.SERVER, "request", null)).isNull();
      assertThat(tracing.begin(Tracing.Kind.SERVER, "request", "nonsense")).isNull();
    }
    try (Tracing tracing = tracing(0.25, 0.2499)) {
      Trace trace = tracing.begin(Tracing.Kind.SERVER, "request", null);
      assertThat(trace).isNotNull();
      trace.end(false);
      arrived(1);
    }
  }

  @Test
  void aFailureShowsItsTypeAndStaysOne() {
    try (Tracing tracing = tracing(1, 0)) {
      assertThatThrownBy(
              () ->
                  tracing.run(
                      Tracing.Kind.CONSUMER,
                      "clicks process",
                      CALLER,
                      () -> Spans.in("INSERT primary", Map.of(), TracingTest::fail)))
          .hasMessage("says a secret");
      arrived(2);
    }
    assertThat(receiver.spans())
        .allMatch(span -> span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR)
        .noneMatch(span -> span.toString().contains("secret"))
        .hasSize(2);
    assertThat(OtlpReceiver.attribute(receiver.spans().getFirst(), "error.type"))
        .isEqualTo("IllegalStateException");
  }

  private static String fail() {
    throw new IllegalStateException("says a secret");
  }

  @Test
  void spansThatNobodyTakesAreCounted() {
    try (Tracing tracing = tracing(1, 0)) {
      receiver.close();
      tracing.run(Tracing.Kind.PRODUCER, "clicks publish", null, () -> {});
      await().untilAsserted(() -> assertThat(lost).hasValue(1));
    }
    assertThat(exported).hasValue(0);
  }

  @Test
  void withoutTracingWorkIsOnlyDone() {
    try (Tracing tracing = Tracing.off()) {
      tracing.run(
          Tracing.Kind.PRODUCER,
          "clicks publish",
          CALLER,
          () -> {
            assertThat(Spans.traceparent()).isNull();
            assertThat(Spans.<String>in("GET redis", Map.of(), () -> "x")).isEqualTo("x");
          });
      assertThat(tracing.isOn()).isFalse();
    }
  }

  @Test
  void spansGoInZipkinsFormatWhereTheEndpointIsZipkins() {
    try (ZipkinReceiver zipkin = new ZipkinReceiver();
        Tracing tracing = tracing(zipkin.endpoint(), 1, 0)) {
      tracing.run(
          Tracing.Kind.SERVER,
          "request",
          null,
          () ->
              assertThat(
                      Spans.in(
                          "SELECT replica",
                          Map.of("db.system.name", "postgresql"),
                          () -> {
                            Spans.server("127.0.0.2", 5432);
                            return 1;
                          }))
                  .isEqualTo(1));
      await().untilAsserted(() -> assertThat(exported).hasValue(2));
      JsonNode asked = zipkin.spans().get(0);
      JsonNode request = zipkin.spans().get(1);
      assertThat(asked.get("parentId")).isEqualTo(request.get("id"));
      assertThat(asked.get("remoteEndpoint").toString())
          .isEqualTo("{\"serviceName\":\"postgresql\",\"ipv4\":\"127.0.0.2\",\"port\":5432}");
      assertThat(request.get("tags").get("service.instance.id").asString()).isEqualTo("one");
      assertThat(request.has("remoteEndpoint")).isFalse();
    }
  }

  @Test
  void aReceiverThatHangsCostsSpansAndNobodyWaits() {
    try (ZipkinReceiver zipkin = new ZipkinReceiver();
        Tracing tracing = tracing(zipkin.endpoint(), 1, 0)) {
      zipkin.hang();
      int spans = Tracing.WAITING + 1000;
      for (int i = 0; i < spans; i++) {
        tracing.run(Tracing.Kind.SERVER, "request", null, () -> {});
      }
      // None can have left: whoever waited for the receiver would still be waiting.
      assertThat(dropped).hasValue(1000);
      assertThat(exported).hasValue(0);
    }
  }

  @Test
  void whatNoReceiverTakesIsCountedAndMakesRoom() {
    try (ZipkinReceiver zipkin = new ZipkinReceiver();
        Tracing tracing = tracing(zipkin.endpoint(), 1, 0)) {
      zipkin.refuse();
      for (int i = 0; i < Tracing.WAITING; i++) {
        tracing.run(Tracing.Kind.SERVER, "request", null, () -> {});
      }
      await().untilAsserted(() -> assertThat(lost).hasValue(Tracing.WAITING));
      zipkin.take();
      tracing.run(Tracing.Kind.SERVER, "request", null, () -> {});
      await().untilAsserted(() -> assertThat(exported).hasValue(1));
      assertThat(dropped).hasValue(0);
    }
  }
}
