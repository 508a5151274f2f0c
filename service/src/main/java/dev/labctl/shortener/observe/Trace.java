package dev.labctl.shortener.observe;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One recorded piece of work, and the spans of what it asks of others. */
public final class Trace {
  /** The span of what is being asked of somebody else. */
  private static final ScopedValue<Span> CHILD = ScopedValue.newInstance();

  private final Tracer tracer;
  private final Span span;

  Trace(Tracer tracer, Span span) {
    this.tracer = tracer;
    this.span = span;
  }

  /** What the work calls itself at its end. */
  public void name(String name) {
    span.updateName(name);
  }

  /** Adds a fact. */
  public void attribute(String name, String value) {
    span.setAttribute(name, value);
  }

  /** Adds a number. */
  public void attribute(String name, long value) {
    span.setAttribute(name, value);
  }

  /** Ends the work's own span. */
  public void end(boolean failed) {
    if (failed) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  /** Its id, in all services. */
  public String id() {
    return span.getSpanContext().getTraceId();
  }

  /** The span of what is being asked of somebody else; else the work's own. */
  Span innermost() {
    return CHILD.orElse(span);
  }

  TraceParent parent() {
    SpanContext context = span.getSpanContext();
    return new TraceParent(context.getTraceId(), context.getSpanId(), true);
  }

  <T extends @Nullable Object> T child(
      String name, Map<String, String> attributes, Supplier<T> work) {
    SpanBuilder builder =
        tracer.spanBuilder(name).setSpanKind(SpanKind.CLIENT).setParent(Context.root().with(span));
    attributes.forEach(builder::setAttribute);
    Span child = builder.startSpan();
    try {
      return ScopedValue.where(CHILD, child).call(work::get);
    } catch (RuntimeException e) {
      // The type only: a message may quote what a user has stored.
      child.setStatus(StatusCode.ERROR).setAttribute("error.type", e.getClass().getSimpleName());
      throw e;
    } finally {
      child.end();
    }
  }
}
