package dev.labctl.shortener.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One kind of load, sent by wrk.
 *
 * @param kind redirect or create
 * @param links redirects ask for any of so many
 * @param connections all kept open, each with one request under way at a time
 * @param pauseMillis how long a connection thinks between two requests, in the mean
 */
record Load(String kind, long links, int connections, int pauseMillis) {
  private static final int THREADS = 2;

  /** What became of it. A request fails by its status, or by having no answer. */
  record Result(long requests, double perSecond, double p50Millis, double p99Millis, long failed) {}

  static Load redirects(long links, int connections) {
    return new Load("redirect", links, connections, 0);
  }

  static Load creates(int connections) {
    return new Load("create", 0, connections, 0);
  }

  /** The same at a rate, as near as whole milliseconds come. */
  Load at(double perSecond) {
    return new Load(kind, links, connections, (int) Math.round(1000 * connections / perSecond));
  }

  Result run(int port, Path folder, Duration length) {
    Path script = folder.resolve("bench.lua");
    try (InputStream lua = Load.class.getResourceAsStream("/bench.lua")) {
      if (!Files.exists(script)) {
        Files.copy(lua, script);
      }
      Process wrk =
          new ProcessBuilder(
                  List.of(
                      "wrk",
                      "-t" + THREADS,
                      "-c" + connections,
                      "-d" + length.toSeconds() + "s",
                      "-s",
                      script.toString(),
                      "http://127.0.0.1:" + port,
                      "--",
                      kind,
                      Long.toString(links),
                      Integer.toString(pauseMillis)))
              .redirectErrorStream(true)
              .start();
      String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return result(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Result result(String output) {
    JsonNode r =
        output
            .lines()
            .filter(line -> line.startsWith("BENCH "))
            .findFirst()
            .map(line -> new JsonMapper().readTree(line.substring("BENCH ".length())))
            .orElseThrow(() -> new AssertionError("wrk said: " + output));
    long requests = r.get("requests").asLong();
    return new Result(
        requests,
        requests * 1e6 / r.get("micros").asLong(),
        r.get("p50").asLong() / 1e3,
        r.get("p99").asLong() / 1e3,
        r.get("bad").asLong());
  }
}
