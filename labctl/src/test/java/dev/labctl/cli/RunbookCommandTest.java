package dev.labctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunbookCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  private int labctl(String... arguments) {
    return Main.commandLine(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void listsTheProjectsRunbooksWithTheirAlerts() {
    assertThat(labctl("runbook", "list")).isZero();
    assertThat(printed()).contains("postgres-primary-down").contains("PostgresNoPrimary");
  }

  @Test
  void theProjectsRunbooksCallOnlyCommandsThatThereAre() {
    assertThat(labctl("runbook", "lint")).isZero();
    assertThat(printed()).contains("no problem");
  }

  @Test
  void lintEndsWithTwoAndSaysWhere() throws Exception {
    Path broken = folder.resolve("broken.md");
    Files.writeString(broken, "# Nothing here\n");

    assertThat(labctl("runbook", "lint", broken.toString())).isEqualTo(2);
    assertThat(printed()).contains("broken.md:1:1: no front matter");
  }

  @Test
  void showsAPageAsItIsAndItsStepsAsJson() throws Exception {
    assertThat(labctl("runbook", "show", "postgres-primary-down")).isZero();
    assertThat(printed()).startsWith("---\nfault: postgres-primary-kill-paused\n");

    out.reset();
    assertThat(labctl("runbook", "show", "postgres-primary-down", "-o", "json")).isZero();
    assertThat(printed()).contains("\"title\" : \"Resume failover\"");
  }

  @Test
  void anUnknownRunbookIsAUsageErrorWithoutAStackTrace() {
    assertThat(labctl("runbook", "show", "nothing")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("no runbook 'nothing'; must be one of etcd-quorum-loss, postgres-point-in-time")
        .doesNotContain("\tat ");
  }
}
