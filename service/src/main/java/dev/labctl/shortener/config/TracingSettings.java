package dev.labctl.shortener.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go.
 *
 * @param endpoint of OTLP over HTTP, with its path: {@code http://collector:4318/v1/traces}
 * @param sample the share of requests that are traced, of those whose caller has not decided it
 */
public record TracingSettings(URI endpoint, Share sample) {
  private static final Share FEW = new Share(0.01);

  public TracingSettings {
    String scheme = endpoint.getScheme();
    if (endpoint.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new Misconfigured(
          "tracing.endpoint is '%s', must be like http://collector:4318/v1/traces"
              .formatted(endpoint),
          null);
    }
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
