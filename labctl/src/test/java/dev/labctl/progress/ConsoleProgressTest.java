package dev.labctl.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.progress.Progress.Step;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void printsOneLineAStepWhenNoTerminalIsThere() {
    Progress progress = progress(false, false);
    try (Step step = progress.begin("Starting")) {
      step.at(0.5, "half");
      step.done("18 members");
    }
    assertThat(printed()).matches("ok     Starting: 18 members \\(\\d+\\.\\d s\\)\n");
  }

  @Test
  void aStepThatEndsWithoutSuccessHasFailed() {
    try (Step step = progress(false, false).begin("Starting")) {
      assertThat(step).isNotNull();
    }
    assertThat(printed()).startsWith("FAILED Starting (");
  }

  @Test
  void drawsABarOnATerminal() {
    try (Step step = progress(false, true).begin("Loading")) {
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

  private Progress progress(boolean quiet, boolean terminal) {
    return new ConsoleProgress(new PrintStream(err, true, StandardCharsets.UTF_8), quiet, terminal);
  }

  private String printed() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
