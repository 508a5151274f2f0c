package dev.labctl.shortener.observe;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import zipkin2.codec.SpanBytesEncoder;
import zipkin2.reporter.BytesMessageSender;
import zipkin2.reporter.urlconnection.URLConnectionSender;

/**
 * Sends spans in Zipkin's second format, as JSON. OpenTelemetry no longer publishes an exporter for
 * it; encoder and sender are Zipkin's own.
 */
final class ZipkinExporter implements SpanExporter {
  private static final System.Logger LOG = System.getLogger(ZipkinExporter.class.getName());

  private final URI endpoint;
  private final BytesMessageSender sender;
  private boolean failing; // of the SDK's worker, the only caller

  /**
   * @param endpoint where spans are posted
   * @param within how long a connection may take, and each read of the answer
   */
  ZipkinExporter(URI endpoint, Duration within) {
    this.endpoint = endpoint;
    int millis = Math.toIntExact(within.toMillis());
    this.sender =
        URLConnectionSender.newBuilder()
            .endpoint(endpoint.toString())
            .connectTimeout(millis)
            .readTimeout(millis)
            .build();
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    List<byte[]> encoded =
        spans.stream().map(ZipkinSpans::of).map(SpanBytesEncoder.JSON_V2::encode).toList();
    try {
      sender.send(encoded);
    } catch (IOException e) {
      if (!failing) {
        String why = e.toString(); // its text alone: the stack is the sender's
        LOG.log(Level.WARNING, "spans are lost: {0} did not take them: {1}", endpoint, why);
      }
      failing = true;
      return CompletableResultCode.ofFailure();
    }
    if (failing) {
      LOG.log(Level.INFO, "spans are taken again");
    }
    failing = false;
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    try {
      sender.close();
      return CompletableResultCode.ofSuccess();
    } catch (IOException e) {
      return CompletableResultCode.ofExceptionalFailure(e);
    }
  }
}
