package dev.labctl.shortener.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go.
 *
 * @param endpoint with its path: of OTLP over HTTP, such as {@code
 *     http://collector:4318/v1/traces}, or Zipkin's, which ends with {@code /api/v2/spans}
 * @param sample the share of requests that are traced, of those whose caller has not decided it
 */
public record TracingSettings(URI endpoint, Share sample) {
  private static final Share FEW = new Share(0.01);

  /** Where every server that takes Zipkin's second format takes it. */
  private static final String ZIPKIN = "/api/v2/spans";

  public TracingSettings {
    String scheme = endpoint.getScheme();
    if (endpoint.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new Misconfigured(
          "tracing.endpoint is '%s', must be like http://collector:4318/v1/traces or http://zipkin:9411/api/v2/spans"
              .formatted(endpoint),
          null);
    }
  }

  /** Whether it is Zipkin's format that the receiver takes, and not OTLP. */
  public boolean isZipkin() {
    return endpoint.getPath().endsWith(ZIPKIN);
  }

  @JsonCreator
  static TracingSettings of(
      @JsonProperty("endpoint") @Nullable URI endpoint,
      @JsonProperty("sample") @Nullable Share sample) {
    if (endpoint == null) {
      throw new Misconfigured("tracing.endpoint is missing", null);
    }
    return new TracingSettings(endpoint, sample == null ? FEW : sample);
  }
}
