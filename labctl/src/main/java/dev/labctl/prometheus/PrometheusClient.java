package dev.labctl.prometheus;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Instant queries against Prometheus; a failing one is an answer ({@link Answer.Failed}). */
public final class PrometheusClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();
  private final URI server;

  public PrometheusClient(URI server) {
    this.server = server;
  }

  /** What a query gave. */
  public sealed interface Answer {
    /** The samples of the vector; none when nothing matched. A scalar is one sample. */
    record Samples(List<Sample> samples) implements Answer {
      public Samples {
        samples = List.copyOf(samples);
      }
    }

    /** Prometheus did not answer, or refused the query. */
    record Failed(String reason) implements Answer {}
  }

  /** One series' value now. */
  public record Sample(Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
    }
  }

  /** Asks now; takes two seconds at most. */
  public Answer query(String promql) {
    var uri =
        server.resolve("/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8));
    try {
      var response =
          http.send(
              HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
              BodyHandlers.ofString(StandardCharsets.UTF_8));
      return parse(response.body());
    } catch (IOException | JacksonException e) {
      return new Answer.Failed(server + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted while asking " + server, e);
    }
  }

  /** Reads the body of an answer of {@code /api/v1/query}. */
  static Answer parse(String body) {
    JsonNode root = Json.lines().readTree(body);
    if (!root.path("status").asString("").equals("success")) {
      return new Answer.Failed(root.path("error").asString("unreadable answer: " + body));
    }
    JsonNode data = root.path("data");
    JsonNode result = data.path("result");
    List<Sample> samples = new ArrayList<>();
    if (data.path("resultType").asString("").equals("scalar")) {
      samples.add(new Sample(Map.of(), number(result.path(1))));
    } else {
      for (JsonNode series : result) {
        Map<String, String> labels = new LinkedHashMap<>();
        series
            .path("metric")
            .properties()
            .forEach(l -> labels.put(l.getKey(), l.getValue().asString()));
        samples.add(new Sample(labels, number(series.path("value").path(1))));
      }
    }
    return new Answer.Samples(samples);
  }

  /** Prometheus writes numbers as text, and infinity its own way. */
  private static double number(JsonNode text) {
    return switch (text.asString("NaN")) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case String s -> Double.parseDouble(s);
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
