package dev.labctl.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.runbook.RunbookFiles.RunbookFile;
import dev.labctl.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunbookReaderTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> COMMANDS = Set.of("status", "logs", "chaos", "runbook");

  private static final String GOOD =
      """
      ---
      fault: kill
      alerts: [Down]
      ---
      # It is down

      ## Trigger
      An alert.
      ## Preconditions
      None.
      ## Diagnosis
      ```sh step="Look" expect="a\\.b \\"c\\"" timeout=5s
      labctl -c local status | cat
      ```
      ## Remedy
      ```sh step="Mend" until="done"
      echo done
      ```
      ## Verification
      ```promql step="Up" expect=">= 3" for=2s
      sum(up)
      ```
      ## Rollback
      ```sh step="Back" expect="."
      echo back
      ```
      ## Escalation
      Call somebody.
      """;

  private final RunbookReader reader = new RunbookReader(Set.of("kill"), COMMANDS);

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  void aByteOrderMarkAndWindowsLineEndsAreReadAsIfTheyWereNotThere(
      boolean mark, boolean windows, @TempDir Path folder) throws IOException {
    String text = (mark ? "\uFEFF" : "") + (windows ? GOOD.replace("\n", "\r\n") : GOOD);
    Path file = Files.writeString(folder.resolve("x.md"), text);
    Path plain = Files.writeString(folder.resolve("plain.md"), GOOD);

    assertThat(reader.read(new RunbookFile(file, "runbooks/x.md", "x")))
        .hasToString(reader.read(new RunbookFile(plain, "runbooks/x.md", "x")).toString());
  }

  private List<String> lint(String text) {
    Problems problems = new Problems("runbooks/x.md", "docs/runbooks.md");
    reader.parse(text, new RunbookFile(Path.of("x.md"), "runbooks/x.md", "x"), problems);
    return problems.lines();
  }

  @Test
  void readsStepsWithTheirExpectations() {
    Problems problems = new Problems("x.md", "docs/runbooks.md");

    Runbook runbook =
        reader.parse(GOOD, new RunbookFile(Path.of("x.md"), "x.md", "x"), problems).orElseThrow();

    assertThat(problems.lines()).isEmpty();
    assertThat(runbook.title()).isEqualTo("It is down");
    assertThat(runbook.fault()).isEqualTo("kill");
    assertThat(runbook.alerts()).containsExactly("Down");
    assertThat(runbook.steps())
        .extracting(Step::title)
        .containsExactly("Look", "Mend", "Up", "Back");
    assertThat(runbook.walked()).extracting(Step::title).containsExactly("Look", "Mend", "Up");
    assertThat(runbook.steps().getFirst())
        .isInstanceOfSatisfying(
            Step.ShellStep.class,
            s -> {
              assertThat(s.expect().pattern()).isEqualTo("a\\.b \"c\"");
              assertThat(s.timeout()).isEqualTo(Duration.ofSeconds(5));
              assertThat(s.script()).isEqualTo("labctl -c local status | cat\n");
              assertThat(s.repeat()).isFalse();
              assertThat(s.line()).isEqualTo(12);
            });
    assertThat(runbook.steps().get(2))
        .isEqualTo(
            new Step.PromQlStep(
                "Up",
                Section.VERIFICATION,
                20,
                Step.DEFAULT_TIMEOUT,
                "sum(up)",
                new ExpectedNumber(ExpectedNumber.Operator.AT_LEAST, 3),
                Duration.ofSeconds(2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          fault: kill | fault: burn | runbooks/x.md:2:8: 'fault' is 'burn'; must be one of
          alerts: [Down] | alerts: [] | :3:9: no 'alerts'; must name at least one
          alerts: [Down] | alert: Down | :3:1: unknown key 'alert' in the front matter
          # It is down | It is down | no title; must have a heading
          ## Rollback | ## Undo | :23:1: section 'Undo'; must be one of Trigger, Preconditions,
          ## Rollback | ## Undo | :1:1: no section '## Rollback'; must be there
          None. | | :9:1: section 'Preconditions' is empty; must say something
          until="done" | until="done" retries=3 | :16:32: unknown 'retries' behind the fence; must be one of step, expect, until, needs, timeout
          until="done" | | step 'Mend' has none of 'expect', 'until' and 'needs'
          until="done" | until="(" | :16:19: '(' is no regular expression
          until="done" | until="done" expect="x" | has several of
          until="done" | needs="done" | :16:19: step 'Mend' has 'needs' in 'Remedy'; must be in 'Preconditions'
          until="done" | until="done" timeout=11m | 'timeout' must be above 0s and at most 10m
          until="done" | until="done" timeout=soon | 'timeout' is 'soon'; must be a duration
          until="done" | until="done" whatever | 'whatever' behind the fence; must be key=value
          step="Mend" | | no 'step' behind the fence; must be given
          step="Mend" | step="Look" | step 'Look' a second time; must be unique
          ```sh step="Mend" | ```bash step="Mend" | block of 'bash'; must be sh or promql
          echo done | | the step is empty; must do something
          expect=">= 3" | expect="three" | 'expect' is 'three'; must be a comparison
          for=2s | for=40s | 'for' is 40 s; must be below 'timeout'
          labctl -c local status | labctl -c local mend | calls 'labctl mend'; must be a command of 'labctl help'
          labctl -c local status | true && labctl -o json fix | calls 'labctl fix'
          """)
  void lintSaysWhatIsWrongAndWhere(String from, String to, String message) {
    String broken = GOOD.replace(from, to == null ? "" : to);

    assertThat(lint(broken)).anySatisfy(l -> assertThat(l).contains(message));
  }

  @Test
  void aPageThatBreaksSomethingOfItsOwnHasNoFaultAndMayHaveNoAlert() {
    String text =
        GOOD.replace("fault: kill", "fault: none")
            .replace("alerts: [Down]", "alerts: []")
            .replace("None.", "```sh step=\"Fits\" needs=\"^yes$\"\necho yes\n```");
    assertThat(lint(text)).isEmpty();

    Runbook runbook =
        reader
            .parse(
                text, new RunbookFile(Path.of("x.md"), "x.md", "x"), new Problems("x.md", "guide"))
            .orElseThrow();

    assertThat(runbook.hasFault()).isFalse();
    assertThat(runbook.needs()).extracting(Step::title).containsExactly("Fits");
    assertThat(runbook.walked()).extracting(Step::title).doesNotContain("Fits");
  }

  @Test
  void lintWantsFrontMatter() {
    assertThat(lint("# Only a title")).singleElement().asString().contains(":1:1: no front matter");
    assertThat(lint("")).singleElement().asString().contains(":1:1: no front matter");
  }

  @Test
  void lintWantsTheSectionsInOrder() {
    String text = GOOD.replace("## Trigger", "## X").replace("## Escalation", "## Trigger");

    assertThat(lint(text.replace("## X", "## Escalation")))
        .anySatisfy(l -> assertThat(l).contains("is out of order; must be Trigger, "));
  }

  @Test
  void theProjectsRunbooksAreSound() {
    RunbookFiles files = new RunbookFiles(ROOT);
    RunbookReader real = new RunbookReader(Set.of("postgres-primary-kill-paused"), COMMANDS);

    assertThat(files.names()).contains("postgres-primary-down");
    for (String name : files.names()) {
      assertThat(real.lint(files.find(name))).isEmpty();
    }
    Runbook runbook = real.read(files.find("postgres-primary-down"));
    assertThat(runbook.alerts()).contains("PostgresNoPrimary");
    assertThat(runbook.walked()).hasSizeGreaterThan(6);
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> new RunbookFiles(ROOT).find("nothing"))
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining(
            "no runbook 'nothing'; must be one of etcd-quorum-loss, postgres-point-in-time");
  }

  @Test
  void aQueryThatIsNoPromQlIsRefusedWithItsPlace() {
    assertThat(lint(GOOD.replace("sum(up)\n", "sum(up\n")))
        .anyMatch(
            line -> line.startsWith("runbooks/x.md:21:7: the query is not PromQL: the end of"));
  }
}
