package dev.labctl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Judgement;
import dev.labctl.timeline.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was cut off or damaged is drawn as far as it is whole, and says what is missing. */
class DamagedRunTest {
  @TempDir Path reports;
  private Path run;

  @BeforeEach
  void store() throws IOException {
    run = RunReportsTest.stored(new FixtureRun(), reports.resolve(FixtureRun.ID));
  }

  @Test
  void aTornLastLineIsNamedAndTheRestIsDrawn() throws IOException {
    List<String> lines = timeline();
    Files.writeString(
        run.resolve("timeline.jsonl"),
        String.join("\n", lines.subList(0, lines.size() - 1))
            + "\n"
            + lines.getLast().substring(0, 30));
    Report report = new RunReports().write(run);

    assertThat(report.incomplete())
        .anySatisfy(i -> assertThat(i).startsWith("timeline.jsonl:" + lines.size() + " is cut off"))
        .anySatisfy(i -> assertThat(i).contains("no end"));
    assertThat(report.verdict()).isEqualTo(Judgement.ABORTED);
    assertThat(report.faults()).hasSize(2);
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("This report is incomplete", "timeline.jsonl:" + lines.size());
  }

  @Test
  void aLostTailIsDrawnAndMarkedIncomplete() throws IOException {
    Files.write(run.resolve("timeline.jsonl"), timeline().subList(0, 12));
    Report report = new RunReports().write(run);

    assertThat(report.incomplete()).singleElement().asString().contains("no end");
    assertThat(report.verdict()).isEqualTo(Judgement.ABORTED);
    assertThat(Files.readString(reports.resolve("index.html"))).contains("incomplete");
  }

  @Test
  void aLineThatIsNotUtf8IsNamedAndLeftOut() throws IOException {
    List<String> lines = timeline();
    String latin = lines.get(3).replace("held 3 s", "h\u00e4lt 3 s");
    assertThat(latin).isNotEqualTo(lines.get(3));
    byte[] bytes =
        (String.join("\n", lines.subList(0, 3))
                + "\n"
                + latin
                + "\n"
                + String.join("\n", lines.subList(4, lines.size()))
                + "\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    Files.write(run.resolve("timeline.jsonl"), bytes);
    Report report = new RunReports().write(run);

    assertThat(report.incomplete())
        .singleElement()
        .asString()
        .startsWith("timeline.jsonl:4 is not UTF-8");
    assertThat(report.verdict()).isEqualTo(Judgement.INCONCLUSIVE);
  }

  @Test
  void withoutItsFirstLineNothingCanBeDrawn() throws IOException {
    List<String> lines = timeline();
    Files.write(run.resolve("timeline.jsonl"), lines.subList(1, lines.size()));

    assertUsage("timeline.jsonl:1", "run-started");
  }

  @Test
  void aDamagedAnswerOfPrometheusIsNamed() throws IOException {
    Files.writeString(run.resolve("prometheus/dropped.json"), "{\"id\": \"dro");

    assertThat(new RunReports().write(run).incomplete())
        .singleElement()
        .asString()
        .startsWith("dropped.json:1 is cut off");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec.yaml",
        "timeline.jsonl",
        "ledger.jsonl",
        "prometheus/dropped.json",
        "machine.jsonl"
      })
  void aNewerVersionIsRefusedByName(String file) throws IOException {
    Path path = run.resolve(file);
    if (file.equals("spec.yaml")) {
      Files.writeString(path, Files.readString(path).replace("labctl/v1", "labctl/v2"));
    } else {
      String text = Files.exists(path) && Files.size(path) > 0 ? Files.readString(path) : "{}\n";
      String versioned =
          text.contains("labctl/v1")
              ? text
              : text.replaceFirst(
                  "\\{", "{\"apiVersion\":\"labctl/v1\"" + (text.startsWith("{}") ? "" : ","));
      Files.writeString(path, versioned.replace("labctl/v1", "labctl/v2"));
    }

    assertUsage(path + ":", "labctl/v2", "labctl/v1");
  }

  @Test
  void aRunSaysWhatItIsWrittenIn() throws IOException {
    assertThat(timeline().getFirst()).startsWith("{\"apiVersion\":\"labctl/v1\",\"event\":");
    assertThat(Files.readString(run.resolve("spec.yaml"))).startsWith("---\napiVersion: labctl/v1");
  }

  @Test
  void aReportOfANewerVersionDoesNotHideTheOtherRuns() throws IOException {
    new RunReports().write(run);
    Path newer = reports.resolve("20270101-000000-smoke");
    Files.createDirectories(newer);
    Files.copy(run.resolve("timeline.jsonl"), newer.resolve("timeline.jsonl"));
    Files.writeString(newer.resolve("report.json"), "{\"apiVersion\": \"labctl/v2\"}");

    List<ListedRun> runs = new RunFolders(reports).runs();

    assertThat(runs)
        .extracting(ListedRun::id)
        .containsExactly("20270101-000000-smoke", FixtureRun.ID);
    assertThat(runs.getFirst().problem()).contains("labctl/v2");
    assertThat(runs.getLast().report()).isNotNull();
  }

  @Test
  void aRunWithoutAReportIsListedAsSuch() throws IOException {
    new RunReports().writeIndex(reports);

    assertThat(new RunFolders(reports).runs())
        .singleElement()
        .satisfies(r -> assertThat(r.problem()).contains("killed during the run, or still runs"));
    assertThat(Files.readString(reports.resolve("index.html")))
        .contains(FixtureRun.ID, "NO REPORT");
  }

  @Test
  void anUndoOfTheWatcherIsReadFromTheJournal() throws IOException {
    run =
        RunReportsTest.stored(
            new FixtureRun()
                .without(Event.RunEnded.class::isInstance)
                .without(e -> e instanceof Event.FaultUndone u && u.fault().equals("kill-redis")),
            reports.resolve(FixtureRun.ID));
    Path journal = reports.resolve("journal.jsonl");
    RunReports writer = new RunReports();
    writer.takeRecovery(run, _ -> journal);
    Report before = writer.write(run);
    Files.writeString(
        journal,
        "{\"line\":\"settled\",\"id\":\""
            + FixtureRun.ID
            + "/kill-redis\",\"at\":\"2026-11-24T01:04:00Z\",\"outcome\":\"recovered\"}\n");
    writer.takeRecovery(run, _ -> journal);
    Report after = writer.write(run);

    assertThat(before.faults().get(1).undo()).isEqualTo("unknown");
    assertThat(before.reasons())
        .noneSatisfy(r -> assertThat(r).contains("the undo of fault"))
        .anySatisfy(r -> assertThat(r).contains("kill-redis", "labctl chaos status"));
    assertThat(after.faults().get(1).undo()).isEqualTo("done");
    assertThat(after.faults().get(1).undoneAt()).isEqualTo("2026-11-24T01:04:00Z");
    // The journal may be gone later.
    Files.delete(journal);
    assertThat(writer.write(run).faults().get(1).undo()).isEqualTo("done");
  }

  private List<String> timeline() throws IOException {
    return Files.readAllLines(run.resolve("timeline.jsonl"));
  }

  private void assertUsage(String... words) {
    assertThatThrownBy(() -> new RunReports().write(run))
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContainingAll(words);
  }
}
