package dev.labctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  private static final String RUN = "20261124-010203-failover";

  @TempDir Path reports;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void copyTheStoredRun() throws IOException {
    Path stored = Path.of("src/test/resources/runs", RUN);
    try (Stream<Path> files = Files.walk(stored)) {
      for (Path file : files.toList()) {
        Files.copy(file, reports.resolve(RUN).resolve(stored.relativize(file)));
      }
    }
  }

  @Test
  void drawsTheNewestRunAgainWithNoLab() throws IOException {
    Path json = reports.resolve(RUN).resolve("report.json");
    String before = Files.readString(json);
    Files.delete(json);

    assertThat(execute("report")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("PASS " + RUN);
    assertThat(json).hasContent(before);
    assertThat(reports.resolve(RUN).resolve("report.html")).isNotEmptyFile();
    assertThat(reports.resolve("index.html")).isNotEmptyFile();
  }

  @Test
  void answersInJson() {
    assertThat(execute("report", RUN, "-o", "json")).isZero();

    assertThat(
            Json.lines().readTree(out.toString(StandardCharsets.UTF_8)).path("verdict").asString())
        .isEqualTo("PASS");
  }

  @Test
  void listsTheRuns() {
    assertThat(execute("report", "list")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8)).contains(RUN, "PASS");
  }

  @Test
  void aRunComparedWithItselfHasNotRegressed() {
    assertThat(execute("report", "compare", RUN, RUN)).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("redirects-p95", "kill-primary writeOutage")
        .doesNotContain("REGRESSED");
  }

  @Test
  void anUnknownRunIsAUsageErrorThatSaysWhereToLook() {
    assertThat(execute("report", "nothing")).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("there is no run 'nothing'", "labctl report list")
        .doesNotContain("\tat ");
  }

  private int execute(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--reports");
    all.add(reports.toString());
    return Main.commandLine(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .execute(all.toArray(String[]::new));
  }
}
