package dev.labctl.shortener.observe;

import dev.labctl.shortener.observe.Tracing.SpanCount;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many spans wait to be sent, those on their way included, and counts those for which there
 * was no room: the SDK's own queue drops them in silence.
 */
final class BoundedQueue {
  private final int limit;
  private final SpanCount dropped;
  private final AtomicInteger waiting = new AtomicInteger();

  BoundedQueue(int limit, SpanCount dropped) {
    this.limit = limit;
    this.dropped = dropped;
  }

  /** Counts spans that are no longer waited for. */
  SpanCount leaving(SpanCount count) {
    return spans -> {
      waiting.addAndGet(-spans);
      count.add(spans);
    };
  }

  /** Hands spans on to a processor while there is room. */
  SpanProcessor before(SpanProcessor next) {
    return new SpanProcessor() {
      @Override
      public void onStart(Context parent, ReadWriteSpan span) {}

      @Override
      public boolean isStartRequired() {
        return false;
      }

      @Override
      public void onEnd(ReadableSpan span) {
        if (waiting.incrementAndGet() > limit) {
          waiting.decrementAndGet();
          dropped.add(1);
        } else {
          next.onEnd(span);
        }
      }

      @Override
      public boolean isEndRequired() {
        return true;
      }

      @Override
      public CompletableResultCode shutdown() {
        return next.shutdown();
      }

      @Override
      public CompletableResultCode forceFlush() {
        return next.forceFlush();
      }
    };
  }
}
