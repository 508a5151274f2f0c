package dev.labctl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.report.render.JUnitXml;
import dev.labctl.report.render.Postmortem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A stored run draws the files that were looked at and kept beside it; see FixtureWriter. */
class GoldenReportTest {
  private static final Path RUN = Path.of("src/test/resources/runs", FixtureRun.ID);

  @Test
  void reportJsonIsTheKeptOneByteForByte() throws IOException {
    assertThat(RunReports.json(new RunReports().evaluate(RUN))).isEqualTo(kept("report.json"));
  }

  @Test
  void junitXmlIsTheKeptOne() throws IOException {
    StoredRun run = StoredRun.read(RUN);

    assertThat(
            new JUnitXml().render(new RunReports().evaluate(RUN), run.scenario(), run.timeline()))
        .isEqualTo(kept("junit.xml"));
  }

  @Test
  void postmortemIsTheKeptOne() throws IOException {
    assertThat(
            new Postmortem().render(new RunReports().evaluate(RUN), StoredRun.read(RUN).timeline()))
        .isEqualTo(kept("postmortem.md"));
  }

  @Test
  void theStoredSpecIsTheScenarioThatRan() {
    assertThat(StoredRun.read(RUN).scenario()).isEqualTo(FixtureRun.scenarioWithFaults());
    assertThat(StoredRun.read(RUN).cluster()).isEqualTo(FixtureRun.cluster());
  }

  private static String kept(String file) throws IOException {
    return Files.readString(RUN.resolve(file));
  }
}
