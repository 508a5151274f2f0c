package dev.labctl.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.labctl.lab.InjectsFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * The program as a user has it, on a real lab: verdicts that must not pass, crashes and signals in
 * the middle of a fault, and that nothing is left behind. One lab serves all tests, in order.
 */
@InjectsFaults
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeLabST {
  private static final Duration SOON = Labctl.SOON;
  private static final Duration RUN = Duration.ofSeconds(240);
  private Labctl labctl;

  @BeforeAll
  void startLab() throws IOException {
    labctl = Labctl.on("cluster.yaml", "whole-lab");
    labctl.up();
  }

  @AfterAll
  void stopLab() {
    if (labctl == null) {
      return; // skipped
    }
    labctl.purge();
    assertThat(labctl.run(SOON, "status").exit()).isNotZero();
  }

  @Test
  @Order(1)
  void aSecondUpChangesNothing() {
    var again = labctl.run(SOON, "up", "-o", "json");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.json().path("changed")).isEmpty();
  }

  @Test
  @Order(2)
  void faultsUnderLoadPassWithAWholeReport() {
    var run = labctl.run(RUN, "run", Labctl.resource("two-faults.yaml").toString());
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    JsonNode report = labctl.report("two-faults");
    assertThat(report.path("verdict").asString()).isEqualTo("PASS");
    assertThat(report.path("ledger").path("acknowledged").asLong()).isGreaterThan(200);
    assertThat(report.path("ledger").path("lost").asLong(-1)).isZero();
    assertThat(report.path("ledger").path("duplicated").asLong(-1)).isZero();
    for (JsonNode fault : report.path("faults")) {
      assertThat(fault.path("landed").asBoolean()).as(fault.toString()).isTrue();
      for (String time : new String[] {"injectedAt", "undoneAt", "healthyAt", "redundantAt"}) {
        assertThat(fault.path(time).isString()).as(time + " in " + fault).isTrue();
      }
    }
  }

  @Test
  @Order(3)
  void aStoredRunIsDrawnAgainByteForByte() throws IOException {
    Path json = labctl.newestRun("two-faults").resolve("report.json");
    byte[] before = Files.readAllBytes(json);
    Files.delete(json);
    String id = json.getParent().getFileName().toString();
    var drawn = labctl.run(SOON, "report", id);
    assertThat(drawn.exit()).as(drawn.err()).isZero();
    assertThat(Files.readAllBytes(json)).isEqualTo(before);
  }

  @Test
  @Order(4)
  void killedInMidFaultIsRecoveredByTheNextCommand() {
    try (var run = labctl.start("chaos", "run", "node-freeze", "--for", "60s")) {
      labctl.awaitFault(run, "node-freeze");
      Labctl.signal("KILL", run.pid());
      var recover = labctl.run(Duration.ofSeconds(150), "chaos", "recover");
      assertThat(recover.exit()).as(recover.err()).isZero();
    }
    labctl.assertSteady();
  }

  @Test
  @Order(5)
  void killedInMidFaultIsUndoneByTheWatcherAlone() {
    try (var run = labctl.start("chaos", "run", "node-kill", "--for", "120s")) {
      labctl.awaitFault(run, "node-kill");
      Labctl.signal("KILL", run.pid());
    }
    await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(() -> assertThat(labctl.run(SOON, "status").exit()).isZero());
    labctl.assertSteady();
  }

  @Test
  @Order(6)
  void ctrlCUndoesTheFaultAndLeavesNoLoad() {
    try (var run = labctl.start("run", Labctl.resource("two-faults.yaml").toString())) {
      labctl.awaitFault(run, "postgres-primary-kill");
      Optional<ProcessHandle> generator = generator(run.pid());
      assertThat(generator).as("Gatling runs: " + run.err()).isPresent();
      Labctl.signal("INT", run.pid());
      var end = run.await(Duration.ofSeconds(120));
      assertThat(end.exit()).as(end.err()).isEqualTo(130);
      await().atMost(SOON).until(() -> !generator.get().isAlive());
    }
    assertThat(labctl.report("two-faults").path("verdict").asString()).isEqualTo("ABORTED");
    labctl.assertSteady();
  }

  @Test
  @Order(7)
  void withoutPrometheusNothingPasses() {
    long prometheus = labctl.pid("prometheus");
    try (var run = labctl.start("run", Labctl.resource("short-load.yaml").toString())) {
      awaitSteadyLoad(run, "short-load");
      Labctl.signal("STOP", prometheus);
      var end = run.await(RUN);
      assertThat(end.exit()).as(end.out() + end.err()).isEqualTo(5);
    } finally {
      Labctl.signal("CONT", prometheus);
    }
    assertThat(labctl.report("short-load").path("verdict").asString()).isEqualTo("INCONCLUSIVE");
  }

  @Test
  @Order(8)
  void aStarvedGeneratorIsInconclusive() {
    try (var run = labctl.start("run", Labctl.resource("short-load.yaml").toString())) {
      awaitSteadyLoad(run, "short-load");
      long gatling = generator(run.pid()).orElseThrow().pid();
      Instant until = Instant.now().plusSeconds(14);
      while (Instant.now().isBefore(until) && run.alive()) {
        Labctl.signal("STOP", gatling);
        await().pollDelay(Duration.ofMillis(2500)).until(() -> true);
        Labctl.signal("CONT", gatling);
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
      }
      var end = run.await(RUN);
      assertThat(end.exit()).as(end.out() + end.err()).isEqualTo(5);
    }
    JsonNode load = labctl.report("short-load").path("load");
    assertThat(load.path("achieved").asLong()).isLessThan(load.path("offered").asLong());
  }

  @Test
  @Order(9)
  void theLeverStopsARunAndRefusesTheNext() {
    try (var run = labctl.start("chaos", "run", "node-kill", "--for", "60s")) {
      labctl.awaitFault(run, "node-kill");
      assertThat(labctl.run(SOON, "chaos", "halt").exit()).isZero();
      assertThat(run.await(Duration.ofSeconds(150)).exit()).isEqualTo(4);
      assertThat(labctl.run(SOON, "chaos", "run", "shortener-kill").exit()).isEqualTo(4);
    } finally {
      assertThat(labctl.run(SOON, "chaos", "halt", "--release").exit()).isZero();
    }
    labctl.assertSteady();
  }

  @Test
  @Order(10)
  void aSecondLabctlOnTheSameLabIsRefused() {
    try (var run = labctl.start("chaos", "run", "shortener-kill", "--for", "10s")) {
      labctl.awaitFault(run, "shortener-kill");
      var second = labctl.run(SOON, "chaos", "run", "shortener-kill");
      assertThat(second.exit()).as(second.err()).isEqualTo(3);
      assertThat(second.err()).doesNotContain("\tat ");
      assertThat(run.await(Duration.ofSeconds(120)).exit()).isZero();
    }
  }

  private void awaitSteadyLoad(Labctl.Running run, String scenario) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(200))
        .failFast("labctl ended: " + run.err(), () -> !run.alive())
        .untilAsserted(
            () ->
                assertThat(labctl.timeline(run))
                    .contains("\"scenario\":\"" + scenario + "\"")
                    .contains("\"event\":\"load-started\""));
  }

  private static Optional<ProcessHandle> generator(long labctl) {
    return ProcessHandle.of(labctl).stream()
        .flatMap(ProcessHandle::descendants)
        .filter(p -> p.info().commandLine().orElse("").contains("load-plan.json"))
        .findFirst();
  }
}
