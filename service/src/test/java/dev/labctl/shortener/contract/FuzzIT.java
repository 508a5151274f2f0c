package dev.labctl.shortener.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.shortener.Admins;
import dev.labctl.shortener.servers.Child;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Schemathesis over the OpenAPI document against the packaged service with little memory, real
 * Postgres and real Redis. Only {@code bin/fuzz} runs it, since it takes minutes.
 */
class FuzzIT {
  private static final String JAVA = ProcessHandle.current().info().command().orElse("java");
  private static final Path REPORT = Path.of("target", "fuzz").toAbsolutePath();

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
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .until(() -> client.admin("/health/ready").body().matches(".*(true.*){3}"));
        Admins.create(config, "fuzz");
        int exitCode = schemathesis(schemathesis, client);
        assertThat(service.process().isAlive()).as("the service lives, see " + log).isTrue();
        String metrics = client.admin("/metrics").body();
        long all = requests(metrics, "[0-9]{3}");
        long failed = requests(metrics, "50[0-9]") - requests(metrics, "501");
        System.out.printf(
            "fuzz: %,d requests were answered, %,d of them with a server error; heap used %.0f MB"
                + " of 160%n",
            all, failed, heap(metrics) / 1024 / 1024);
        assertThat(Files.readString(log)).doesNotContain("a request failed unexpectedly");
        assertThat(failed).as("server errors, see " + log).isZero();
        assertThat(exitCode).as("schemathesis' exit code, see " + REPORT).isZero();
        assertThat(all).isGreaterThan(Long.getLong("fuzz.requests", 10_000));
      }
    }
  }

  private static int schemathesis(String program, Client client) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(program, "run", "http://127.0.0.1:" + client.port() + "/openapi"));
    command.addAll(List.of("--phases", "examples,coverage,fuzzing"));
    // A body may fit its schema and break a rule that a schema cannot say; and what does not fit is
    // taken where it does no harm: an empty parameter is none, a bad link of many is told as such.
    command.addAll(List.of("--exclude-checks", "positive_data_acceptance,negative_data_rejection"));
    command.addAll(List.of("--exclude-tag", "operations")); // another port
    command.addAll(List.of("--exclude-operation-id", "shlinkMercure")); // says 501, as it should
    // A token and no key: fuzzing revokes keys.
    command.addAll(List.of("--header", "Authorization: Bearer " + token(client)));
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
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return new JsonMapper().readTree(answer.body()).get("token").asString();
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
