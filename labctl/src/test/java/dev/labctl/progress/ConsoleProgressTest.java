package dev.labctl.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.labctl.progress.Progress.ProgressStep;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void printsOneLineAStepWhenNoTerminalIsThere() {
    Progress progress = progress(false, false);
    try (ProgressStep step = progress.begin("Starting")) {
      step.at(0.5, "half");
      step.done("18 members");
    }
    assertThat(printed()).matches("ok     Starting: 18 members \\(\\d+\\.\\d s\\)\n");
  }

  @Test
  void aStepThatEndsWithoutSuccessHasFailed() {
    try (ProgressStep step = progress(false, false).begin("Starting")) {
      assertThat(step).isNotNull();
    }
    assertThat(printed()).startsWith("FAILED Starting (");
  }

  @Test
  void drawsABarOnATerminal() {
    try (ProgressStep step = progress(false, true).begin("Loading")) {
      step.at(0.5, "half");
      step.done("");
    }
    assertThat(printed()).contains("[############............] half");
  }

  @Test
  void quietStillWarns() {
    Progress progress = progress(true, false);
    progress.begin("Starting").done("");
    progress.say("hello");
    progress.warn("careful");
    assertThat(printed()).isEqualTo("warning: careful\n");
  }

  @Test
  void theFirstWordsAreThereAtOnceOnATerminal() {
    try (ProgressStep step = progress(false, true).begin("Starting")) {
      assertThat(printed()).isEqualTo("\r\u001b[KStarting ...");
      step.update("3 of 18");
      assertThat(printed()).endsWith("\r\u001b[KStarting 3 of 18");
    }
  }

  @Test
  void theLineOfAStepNeverReachesTheTerminalsEdge() {
    try (ProgressStep step = progress(false, true).begin("Loading")) {
      step.at(0.5, "rate and latency and errors and much more that nobody has the room for");
      String line = printed().substring(printed().lastIndexOf('K') + 1);
      assertThat(line).hasSize(79).startsWith("Loading [####");
    }
  }

  @Test
  void aStepThatLastsSaysSoWhereNoTerminalIsThere() {
    try (ProgressStep step = progress(false, false).begin("Loading")) {
      step.update("200/s");
      await()
          .untilAsserted(
              () -> assertThat(printed()).matches("\\.\\.\\.    Loading 200/s \\(\\d s\\)\n"));
      step.done("");
    }
    assertThat(printed()).doesNotContain("\u001b", "\r");
  }

  @Test
  void aLineIsPrintedAboveTheStepUnderWay() {
    Progress progress = progress(false, true);
    try (ProgressStep step = progress.begin("Loading")) {
      progress.warn("careful");
      assertThat(printed()).endsWith("\r\u001b[Kwarning: careful\n\r\u001b[KLoading ...");
      step.done("");
    }
  }

  private Progress progress(boolean quiet, boolean terminal) {
    Screen screen = terminal ? new Screen(true, 80, true) : Screen.NONE;
    return new ConsoleProgress(new PrintStream(err, true, StandardCharsets.UTF_8), quiet, screen);
  }

  private String printed() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
