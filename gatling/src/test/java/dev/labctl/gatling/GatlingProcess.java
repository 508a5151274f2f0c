package dev.labctl.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged program in a JVM of its own, driven by the protocol as labctl drives it. */
final class GatlingProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI metrics;
  private final Process process;
  private final BufferedReader output;
  private final Path errors;

  GatlingProcess(Path plan, int metricsPort) throws IOException {
    metrics = URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
    errors = plan.resolveSibling("stderr.txt");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // Coverage of the forked program counts too.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
        .forEach(command::add);
    command.addAll(List.of("-jar", jar().toString(), plan.toString()));
    process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    output = process.inputReader();
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("gatling-[0-9.]+\\.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("target/gatling-*.jar is missing: run package"));
    }
  }

  void awaitReady() throws IOException {
    assertThat(output.readLine()).as("first line; %s", errors()).isEqualTo("READY");
  }

  /** Starts with T0 so far ahead; returns T0 in epoch milliseconds. */
  long start(Duration ahead) throws IOException {
    awaitReady();
    long t0 = System.currentTimeMillis() + ahead.toMillis();
    say("start " + t0);
    return t0;
  }

  void say(String line) throws IOException {
    process.outputWriter().write(line + "\n");
    process.outputWriter().flush();
  }

  void closeInput() throws IOException {
    process.outputWriter().close();
  }

  void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  Scrape scrape() {
    try {
      return new Scrape(
          http.send(
                  HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(2)).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      throw new UncheckedIOException("scraping " + metrics + " failed; " + errors(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Scrapes until the program ends and returns the last values. */
  Scrape scrapeToTheEnd() {
    Scrape[] last = {scrape()};
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              try {
                last[0] = scrape();
              } catch (UncheckedIOException e) {
                assertThat(e).hasRootCauseInstanceOf(IOException.class);
              }
              return !process.isAlive();
            });
    return last[0];
  }

  JsonNode done() throws IOException {
    String line = output.readLine();
    assertThat(line).as("line after READY; %s", errors()).startsWith("DONE {");
    assertThat(output.readLine()).isNull();
    return new JsonMapper().readTree(line.substring("DONE ".length()));
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ended").isTrue();
    return process.exitValue();
  }

  String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isListening() throws InterruptedException {
    try {
      http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.discarding());
      return true;
    } catch (ConnectException refused) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
    http.close();
  }
}
