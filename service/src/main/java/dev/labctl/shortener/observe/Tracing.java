package dev.labctl.shortener.observe;

import dev.labctl.shortener.config.TracingSettings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is traced, and sends it by OTLP or in Zipkin's format. Nothing waits for a span to
 * be sent: so many are kept for a receiver that is away or slow, and all others are dropped.
 * Sampling is decided here, before the SDK is asked, so that what is not traced costs one random
 * number.
 */
public final class Tracing implements AutoCloseable {
  private static final Duration EXPORT_WITHIN = Duration.ofSeconds(10);
  private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

  /** How many spans may wait to be sent; a span takes about a kilobyte. */
  static final int WAITING = 2048;

  private final @Nullable SdkTracerProvider provider;
  private final @Nullable Tracer tracer;
  private final double sample;
  private final DoubleSupplier random;

  private Tracing(@Nullable SdkTracerProvider provider, double sample, DoubleSupplier random) {
    this.provider = provider;
    this.tracer = provider == null ? null : provider.get("dev.labctl.shortener");
    this.sample = sample;
    this.random = random;
  }

  /** Whose work it is that a trace begins with. */
  public enum Kind {
    SERVER(SpanKind.SERVER),
    PRODUCER(SpanKind.PRODUCER),
    CONSUMER(SpanKind.CONSUMER);

    private final SpanKind kind;

    Kind(SpanKind kind) {
      this.kind = kind;
    }
  }

  /** No traces. */
  public static Tracing off() {
    return new Tracing(null, 0, () -> 1);
  }

  /**
   * Traces to a receiver.
   *
   * @param random draws from 0 to 1
   * @param exported is told how many spans were sent
   * @param lost is told how many the receiver did not take
   * @param dropped is told how many were not kept for it, since too many waited
   */
  public static Tracing to(
      TracingSettings settings,
      String instance,
      String version,
      DoubleSupplier random,
      SpanCount exported,
      SpanCount lost,
      SpanCount dropped) {
    Attributes program =
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            "shortener",
            AttributeKey.stringKey("service.instance.id"),
            instance,
            AttributeKey.stringKey("service.version"),
            version);
    SpanExporter exporter =
        settings.isZipkin()
            ? new ZipkinExporter(settings.endpoint(), EXPORT_WITHIN)
            : OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setConnectTimeout(EXPORT_WITHIN)
                .setTimeout(EXPORT_WITHIN)
                .build();
    BoundedQueue queue = new BoundedQueue(WAITING, dropped);
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().merge(Resource.create(program)))
            .addSpanProcessor(
                queue.before(
                    BatchSpanProcessor.builder(
                            new CountingExporter(
                                exporter, queue.leaving(exported), queue.leaving(lost)))
                        .setScheduleDelay(EXPORT_EVERY)
                        .setMaxQueueSize(WAITING)
                        .build()))
            .build();
    return new Tracing(provider, settings.sample().ratio(), random);
  }

  /** Is told of a number of spans. */
  @FunctionalInterface
  public interface SpanCount {
    /** So many more. */
    void add(int spans);
  }

  /** False if nothing is ever traced. */
  public boolean isOn() {
    return tracer != null;
  }

  /**
   * Begins to trace a piece of work, if it is to be traced: as its caller decided, else by lot.
   *
   * @param caller the {@code traceparent} that came with it, null or nonsense if none
   */
  public @Nullable Trace begin(Kind kind, String name, @Nullable String caller) {
    if (tracer == null) {
      return null;
    }
    TraceParent parent = TraceParent.parse(caller).orElse(null);
    if (parent == null ? random.getAsDouble() >= sample : !parent.sampled()) {
      return null;
    }
    SpanBuilder builder = tracer.spanBuilder(name).setSpanKind(kind.kind);
    if (parent == null) {
      builder.setNoParent();
    } else {
      SpanContext remote =
          SpanContext.createFromRemoteParent(
              parent.traceId(), parent.spanId(), TraceFlags.getSampled(), TraceState.getDefault());
      builder.setParent(Context.root().with(Span.wrap(remote)));
    }
    return new Trace(tracer, builder.startSpan());
  }

  /**
   * Does work that is no request's: a batch that is sent or received. What it asks of others gets
   * spans below its own, and {@link Spans#traceparent} says what to send along.
   *
   * @param caller the {@code traceparent} that came with a received batch, else null
   */
  public void run(Kind kind, String name, @Nullable String caller, Runnable work) {
    Trace trace = begin(kind, name, caller);
    boolean failed = true;
    try {
      new Exchange(name, trace).run(work);
      failed = false;
    } finally {
      if (trace != null) {
        trace.end(failed);
      }
    }
  }

  /** Sends what is left, for up to a second. */
  @Override
  public void close() {
    if (provider != null) {
      provider.shutdown().join(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
