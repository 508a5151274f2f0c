package dev.labctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as a user starts it, on a terminal that {@code script} makes. */
class QuestionTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String LINE =
      "LABCTL_HOME='%s' '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' -Dlabctl.root='%s'"
          + " dev.labctl.cli.Main -c '%s' %s";

  @TempDir private Path temp;
  private Path precious;

  @BeforeEach
  void aLabThatDoesNotRun() throws IOException {
    Files.writeString(
        temp.resolve("asked.yaml"),
        """
        apiVersion: labctl/v1
        kind: Cluster
        metadata: {name: asked}
        provider: local
        nodes: [127.0.94.1, 127.0.94.2, 127.0.94.3]
        edge: 127.0.94.10
        """);
    precious = Files.createDirectories(temp.resolve("asked/data")).resolve("precious");
    Files.writeString(precious, "rows");
  }

  @Test
  void asksOnTheTerminalWhenTheOutputGoesElsewhere() {
    assertThat(onTerminal("down --purge | cat", "n\n"))
        .contains("Forget the data and passwords of this lab? [y/N]");
    assertThat(precious).exists();
    onTerminal("down --purge 2>&1 | cat", "y\n");
    assertThat(precious).doesNotExist();
  }

  @Test
  void yesIsNotAsked() {
    assertThat(onTerminal("down --purge --yes | cat", "")).doesNotContain("[y/N]");
    assertThat(precious).doesNotExist();
  }

  @Test
  void aProgramWithoutATerminalIsNotAsked() {
    Command.of("sh", "-c", line("down --purge")).run(LIMIT).orThrow();
    assertThat(precious).doesNotExist();
  }

  @Test
  void noCodesWhereTheStreamIsNoTerminal() throws IOException {
    Path err = temp.resolve("err");
    onTerminal("down --purge --yes 2>'" + err + "'", "");
    assertThat(err).content().contains("Forgetting data").doesNotContain("\u001b", "\r");
    Path wrong = temp.resolve("wrong");
    onTerminal("frobnicate 2>'" + wrong + "'", "");
    assertThat(wrong).content().contains("frobnicate").doesNotContain("\u001b", "\r");
  }

  @Test
  void whatIsPrintedFitsTheTerminal() {
    String said =
        Command.of(List.of("script", "-qec", "stty cols 80; " + line("chaos list"), "/dev/null"))
            .run(LIMIT)
            .out();
    assertThat(said.lines())
        .hasSizeGreaterThan(10)
        .allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
  }

  @ParameterizedTest
  @CsvSource({
    "1 (a b) S 1 5 5 0 -1 0, NONE",
    "1 (a) b) S 1 5 5 34816 5 0, FOREGROUND",
    "1 (a) S 1 5 5 34816 7 0, BACKGROUND"
  })
  void knowsWhetherItMayReadFromItsTerminal(String stat, Question.Seat seat) {
    assertThat(Question.seat(stat)).isEqualTo(seat);
  }

  private String onTerminal(String arguments, String typed) {
    return Command.of(List.of("script", "-qec", line(arguments), "/dev/null"))
        .withInput(typed)
        .run(LIMIT)
        .out();
  }

  private String line(String arguments) {
    return LINE.formatted(
        temp,
        Path.of(System.getProperty("java.home"), "bin/java"),
        System.getProperty("java.class.path"),
        Path.of("").toAbsolutePath().getParent(),
        temp.resolve("asked.yaml"),
        arguments);
  }
}
