package dev.labctl.shortener.observe;

import dev.labctl.shortener.observe.Tracing.SpanCount;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Counts what became of spans. */
record CountingExporter(SpanExporter exporter, SpanCount exported, SpanCount lost)
    implements SpanExporter {
  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int size = spans.size();
    CompletableResultCode result;
    try {
      result = exporter.export(spans);
    } catch (RuntimeException e) {
      lost.add(size);
      throw e;
    }
    return result.whenComplete(() -> (result.isSuccess() ? exported : lost).add(size));
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
