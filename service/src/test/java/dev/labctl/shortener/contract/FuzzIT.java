package dev.labctl.shortener.contract;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.shortener.Admins;
import dev.labctl.shortener.servers.Child;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Schemathesis over the OpenAPI document against the packaged service with little memory, real
 * Postgres and real Redis. Only {@code bin/fuzz} runs it, since it takes minutes.
 */
class FuzzIT {
  private static final String JAVA = ProcessHandle.current().info().command().orElse("java");
  private static final Path REPORT = Path.of("target", "fuzz").toAbsolutePath();
  private static final Path HOOKS = Path.of("src", "test", "fuzz", "hooks.py").toAbsolutePath();
  private static final String KNOWN = "known.json";
  private static final String SENT = "sent.json";
  private static final String TAG = "fuzzed";
  private static final int FEW = 100;
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void hostileRequestsGetDocumentedAnswersAndNeverAServerError() throws IOException {
    String schemathesis = System.getProperty("fuzz.schemathesis", "");
    assumeTrue(!schemathesis.isEmpty(), "fuzzing takes minutes, so it is run by bin/fuzz only");
    Files.createDirectories(REPORT);
    Path log = REPORT.resolve("service.log");
    Files.deleteIfExists(log);
    try (Lab lab = new Lab()) {
      lab.start();
      Client client = lab.client();
      Path config = lab.config("fuzz", client.port(), client.adminPort());
      Files.writeString(
          config, "limits: {dear: {requests: 1000000, per: 1m}}\n", StandardOpenOption.APPEND);
      List<String> command =
          List.of(
              JAVA,
              "-Xmx160m",
              "-XX:+ExitOnOutOfMemoryError",
              "-jar",
              jar().toString(),
              "serve",
              "--config",
              config.toString());
      try (Child service = Child.start(log, command)) {
        await()
            .ignoreExceptions()
            .until(() -> client.admin("/health/ready").body().matches(".*(true.*){3}"));
        Admins.create(config, "fuzz");
        String token = token(client);
        known(client, token);
        int exitCode = schemathesis(schemathesis, client, token);
        assertThat(service.process().isAlive()).as("the service lives, see " + log).isTrue();
        String metrics = client.admin("/metrics").body();
        long failed = requests(metrics, "50[0-9]") - requests(metrics, "501");
        long all = sent();
        System.out.printf(
            "fuzz: %,d requests were sent, %,d were answered with a server error; heap used %.0f MB"
                + " of 160%n",
            all, failed, heap(metrics) / 1024 / 1024);
        assertThat(Files.readString(log)).doesNotContain("a request failed unexpectedly");
        assertThat(failed).as("server errors, see " + log).isZero();
        assertThat(exitCode).as("schemathesis' exit code, see " + REPORT).isZero();
        assertThat(all).isGreaterThanOrEqualTo(Long.getLong("fuzz.requests", 10_000));
      }
    }
  }

  /** Makes what the hooks put into half of the inputs, and tells them of it. */
  private static void known(Client client, String token) throws IOException {
    String[] admin = {"Authorization", "Bearer " + token};
    List<String> codes = new ArrayList<>();
    String link = "{\"target\":\"https://fuzz.example/\",\"tags\":[\"%s\"]}".formatted(TAG);
    String links = "{\"links\":[" + String.join(",", Collections.nCopies(600, link)) + "]}";
    for (JsonNode made : ok(client.send("POST", "/api/links/bulk", links, admin)).path("results")) {
      codes.add(made.path("code").asString());
    }
    JsonNode victim = ok(client.send("POST", "/api/users", "{\"name\":\"victim\"}", admin));
    JsonNode self = ok(client.send("GET", "/api/users/me", "", admin));
    JSON.writeValue(
        REPORT.resolve(KNOWN),
        Map.of(
            "codes", codes.subList(0, 20),
            "doomed", codes.subList(20, codes.size()),
            "tag", TAG,
            "self", self.path("id").asString(),
            "victim", victim.path("id").asString()));
  }

  private static JsonNode ok(Client.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isBetween(200, 201);
    return JSON.readTree(answer.body());
  }

  /** What was sent, by the hooks' count; says which operations had few inputs. */
  private static long sent() {
    long all = 0;
    for (var operation : JSON.readTree(REPORT.resolve(SENT)).properties()) {
      long count = 0;
      for (JsonNode times : operation.getValue()) {
        count += times.asLong();
      }
      all += count;
      if (count < FEW) {
        System.out.printf("fuzz: %s had %d: %s%n", operation.getKey(), count, operation.getValue());
      }
    }
    return all;
  }

  private static int schemathesis(String program, Client client, String token) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("env", "SCHEMATHESIS_HOOKS=" + HOOKS));
    command.add("FUZZ_SEED=" + System.getProperty("fuzz.seed", "1"));
    command.add("FUZZ_KNOWN=" + REPORT.resolve(KNOWN));
    command.add("FUZZ_SENT=" + REPORT.resolve(SENT));
    command.addAll(List.of(program, "run", "http://127.0.0.1:" + client.port() + "/openapi"));
    command.addAll(List.of("--phases", "examples,coverage,fuzzing"));
    // A body may fit its schema and break a rule that a schema cannot say; and what does not fit is
    // taken where it does no harm: an empty parameter is none, a bad link of many is told as such.
    command.addAll(List.of("--exclude-checks", "positive_data_acceptance,negative_data_rejection"));
    command.addAll(List.of("--exclude-tag", "operations")); // another port
    command.addAll(List.of("--exclude-operation-id", "shlinkMercure")); // says 501, as it should
    // A token and no key: fuzzing revokes keys.
    command.addAll(List.of("--header", "Authorization: Bearer " + token));
    command.addAll(List.of("--max-examples", System.getProperty("fuzz.examples", "250")));
    command.addAll(List.of("--max-redirects", "0", "--workers", "1", "--no-shrink"));
    command.addAll(List.of("--continue-on-failure", "--suppress-health-check", "all"));
    command.addAll(List.of("--seed", System.getProperty("fuzz.seed", "1"), "--no-color"));
    Path log = REPORT.resolve("schemathesis.log");
    try (Child run = Child.start(log, command)) {
      return run.await(1800);
    }
  }

  private static String token(Client client) {
    String body = "{\"name\":\"fuzz\",\"password\":\"" + Admins.PASSWORD + "\"}";
    Client.Answer answer = client.post("/api/tokens", body);
    return ok(answer).get("token").asString();
  }

  private static long requests(String metrics, String status) {
    return Pattern.compile(
            "http_server_request_duration_seconds_count\\{[^}]*status_code=\"%s\"[^}]*} ([0-9.eE]+)"
                .formatted(status))
        .matcher(metrics)
        .results()
        .map(MatchResult::group)
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static double heap(String metrics) {
    var matcher =
        Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\"} ([0-9.eE]+)").matcher(metrics);
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("shortener-[0-9.]+\\.jar"))
          .findAny()
          .orElseThrow(() -> new AssertionError("no shortener-*.jar in target"))
          .toAbsolutePath();
    }
  }
}
