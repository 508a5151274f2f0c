package dev.labctl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.report.evidence.EvidenceFolder;
import dev.labctl.timeline.MachineSample;
import dev.labctl.timeline.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportsTest {
  @TempDir Path reports;

  @Test
  void drawsTheSameFilesAgainByteForByte() throws IOException {
    Path run = stored(new FixtureRun(), reports.resolve(FixtureRun.ID));
    new RunReports().write(run);
    Map<String, String> first = files(run);
    for (String file : new String[] {"report.json", "report.html", "junit.xml", "postmortem.md"}) {
      Files.delete(run.resolve(file));
    }

    new RunReports().write(run);

    assertThat(files(run)).isEqualTo(first).containsKeys("report.html", "report.json");
  }

  @Test
  void linksToTheLabsPagesForTheTimeOfTheRun() throws IOException {
    Path run = stored(new FixtureRun(), reports.resolve(FixtureRun.ID));
    new RunReports().write(run);
    String without = Files.readString(run.resolve("report.json"));
    Path timeline = run.resolve("timeline.jsonl");
    String page =
        "\"pages\":{\"traces\":\"http://127.0.0.1:9411/zipkin/?startTs={from}&endTs={to}\"}";
    Files.writeString(
        timeline,
        Files.readString(timeline).replaceFirst("\"hostCores\"", page + ",\"hostCores\""));

    new RunReports().write(run);

    assertThat(without).doesNotContain("pages");
    String link =
        "http://127.0.0.1:9411/zipkin/?startTs=%d&endTs="
            .formatted(FixtureRun.START.toEpochMilli());
    assertThat(
            Json.lines()
                .readTree(Files.readString(run.resolve("report.json")))
                .at("/run/pages/traces")
                .asString())
        .startsWith(link)
        .matches(".*endTs=[0-9]{13}");
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("<a href=\"" + link.replace("&", "&amp;"));
  }

  @Test
  void listsTheRunInTheIndexWithItsVerdict() throws IOException {
    new RunReports().write(stored(new FixtureRun(), reports.resolve(FixtureRun.ID)));

    assertThat(Files.readString(reports.resolve("index.html")))
        .contains(FixtureRun.ID + "/report.html", ">PASS<", "failover on local");
  }

  @Test
  void aCopyUnderAnotherNameGetsNoIndexBesideIt() throws IOException {
    new RunReports().write(stored(new FixtureRun(), reports.resolve("sample")));

    assertThat(reports.resolve("sample").resolve("report.html")).exists();
    assertThat(reports.resolve("index.html")).doesNotExist();
  }

  @Test
  void refusesAFolderThatIsNoRun() {
    assertThatThrownBy(() -> new RunReports().write(reports))
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("spec.yaml")
        .hasMessageContaining("labctl report list");
  }

  @Test
  void saysOnceWhatCannotBeWrittenAndLeavesTheOldReport() throws IOException {
    Path run = stored(new FixtureRun(), reports.resolve(FixtureRun.ID));
    // A folder in the report's place stands for a disk that refuses the write.
    Files.createDirectories(run.resolve("report.json").resolve("occupied"));

    assertThatThrownBy(() -> new RunReports().write(run))
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.MACHINE))
        .hasMessageContaining("report.json")
        .hasMessageContaining("labctl report");
    assertThat(run.resolve("report.json.part")).doesNotExist();
  }

  /** Writes what a run leaves behind, as the orchestrator does. */
  static Path stored(FixtureRun fixture, Path folder) throws IOException {
    Files.createDirectories(folder);
    StoredRun.writeSpec(folder, fixture.scenario(), FixtureRun.cluster());
    try (Timeline timeline = new Timeline(folder.resolve("timeline.jsonl"), _ -> {})) {
      fixture.events().forEach(timeline::add);
    }
    new EvidenceFolder(folder.resolve("prometheus")).store(fixture.evidence());
    var samples = new ArrayList<String>();
    for (MachineSample sample : fixture.evidence().machine()) {
      samples.add(Json.lines().writeValueAsString(sample));
    }
    Files.write(folder.resolve("machine.jsonl"), samples);
    Files.createDirectories(folder.resolve("logs"));
    for (var log : fixture.logs().entrySet()) {
      Files.write(folder.resolve("logs").resolve(log.getKey() + ".log"), log.getValue());
    }
    return folder;
  }

  private static Map<String, String> files(Path folder) throws IOException {
    var contents = new TreeMap<String, String>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    assertThat(Json.lines().readTree(contents.get("report.json")).path("verdict").asString())
        .isEqualTo("PASS");
    return contents;
  }
}
