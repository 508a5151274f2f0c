package dev.labctl.shortener.observe;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import zipkin2.Endpoint;
import zipkin2.Span;

/**
 * OpenTelemetry's spans as Zipkin's, by the rules of OpenTelemetry's specification. Beyond them, a
 * span says which instance of the service it is of.
 */
final class ZipkinSpans {
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  /** What may say which kind of server a span asks. */
  private static final List<AttributeKey<String>> SYSTEMS =
      List.of(AttributeKey.stringKey("db.system.name"), AttributeKey.stringKey("messaging.system"));

  private ZipkinSpans() {}

  static Span of(SpanData span) {
    Span.Builder zipkin =
        Span.newBuilder()
            .traceId(span.getTraceId())
            .id(span.getSpanId())
            .name(span.getName())
            .timestamp(TimeUnit.NANOSECONDS.toMicros(span.getStartEpochNanos()))
            // Zipkin takes 0 for none.
            .duration(
                Math.max(
                    1,
                    TimeUnit.NANOSECONDS.toMicros(
                        span.getEndEpochNanos() - span.getStartEpochNanos())))
            .localEndpoint(
                Endpoint.newBuilder()
                    .serviceName(span.getResource().getAttribute(SERVICE))
                    .build());
    if (span.getParentSpanContext().isValid()) {
      zipkin.parentId(span.getParentSpanId());
    }
    if (span.getKind() != SpanKind.INTERNAL) {
      zipkin.kind(Span.Kind.valueOf(span.getKind().name()));
    }
    zipkin.remoteEndpoint(asked(span.getAttributes()));
    span.getResource()
        .getAttributes()
        .forEach(
            (key, value) -> {
              if (key.getKey().startsWith("service.") && !key.equals(SERVICE)) {
                zipkin.putTag(key.getKey(), value.toString());
              }
            });
    span.getAttributes().forEach((key, value) -> zipkin.putTag(key.getKey(), value.toString()));
    StatusCode status = span.getStatus().getStatusCode();
    if (status != StatusCode.UNSET) {
      zipkin.putTag("otel.status_code", status.name());
    }
    if (status == StatusCode.ERROR) {
      // Zipkin knows a failure by this tag alone.
      zipkin.putTag("error", Objects.requireNonNullElse(span.getAttributes().get(ERROR), "true"));
    }
    return zipkin.build();
  }

  private static @Nullable Endpoint asked(Attributes attributes) {
    String system =
        SYSTEMS.stream().map(attributes::get).filter(Objects::nonNull).findFirst().orElse(null);
    String address = attributes.get(ADDRESS);
    Long port = attributes.get(PORT);
    if (system == null && address == null) {
      return null;
    }
    return Endpoint.newBuilder()
        .serviceName(system)
        .ip(address)
        .port(port == null ? 0 : port.intValue())
        .build();
  }
}
