package dev.labctl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatlingProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @TempDir Path folder;

  private GatlingProcess speaking(String script) {
    return new GatlingProcess(List.of("sh", "-c", script), folder.resolve("gatling.log"));
  }

  @Test
  void speaksTheProtocolAndReadsTheTotals() {
    try (GatlingProcess gatling =
        speaking(
            """
            echo READY; read a; read b; read c; echo "$a|$b|$c" >&2
            echo 'DONE {"offered":100,"achieved":98,"dropped":2,"failed":1}'; exit 5\
            """)) {
      gatling.awaitReady(LIMIT);
      gatling.begin(Instant.ofEpochMilli(1000));
      gatling.phase("fault:kill", Instant.ofEpochMilli(2000));
      gatling.stop();

      assertThat(gatling.awaitEnd(LIMIT))
          .isEqualTo(new GatlingProcess.GatlingEnd(5, new GatlingProcess.Totals(100, 98, 2, 1)));
      assertThat(folder.resolve("gatling.log")).hasContent("start 1000|phase fault:kill 2000|stop");
    }
  }

  @Test
  void saysWhatItHeardLastWhenItEndsBeforeItIsReady() {
    // A full pipe is left to read when it has ended.
    try (GatlingProcess gatling = speaking("seq 1 20000; echo no such plan; exit 2")) {
      assertThatThrownBy(() -> gatling.awaitReady(LIMIT))
          .isInstanceOfSatisfying(
              LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE))
          .hasMessageContaining("it last said: no such plan");
      assertThat(gatling.awaitEnd(LIMIT)).isEqualTo(new GatlingProcess.GatlingEnd(2, null));
    }
  }

  @Test
  void endsTheProgramByClosingItsInput() {
    GatlingProcess gatling = speaking("echo READY; read a; echo $? >&2");
    gatling.awaitReady(LIMIT);

    gatling.close();

    Awaitility.await().atMost(LIMIT).until(() -> !gatling.alive());
    assertThat(folder.resolve("gatling.log")).hasContent("1");
  }

  @Test
  void saysHowToGetAMissingJar() {
    assertThatThrownBy(
            () ->
                GatlingProcess.start(
                    folder.resolve("none.jar"),
                    new PlanFolder(folder),
                    folder.resolve("gatling.log")))
        .hasMessageContaining("no load generator at")
        .hasMessageContaining("build it with");
  }

  @Test
  void aPlansFilesLieSideBySide() throws Exception {
    LoadPlan plan =
        new LoadPlan(
            "labctl/v1",
            "LoadPlan",
            "r",
            1,
            "http://127.0.0.1:1",
            "127.0.0.1",
            9400,
            2,
            1,
            new LoadPlan.Warmup(0, 0, 0, "warmup-links.tsv"),
            new LoadPlan.BalancerControl("/-/control", 5),
            "links.tsv",
            List.of(1.0),
            List.of());

    new PlanFolder(folder).write(plan, List.of(new Link("a", "https://x")), List.of());

    assertThat(Files.readString(folder.resolve("links.tsv"))).isEqualTo("a\thttps://x\n");
    assertThat(folder.resolve("warmup-links.tsv")).isEmptyFile();
    assertThat(folder.resolve("load-plan.json")).content().contains("\"seed\" : 1");
  }
}
