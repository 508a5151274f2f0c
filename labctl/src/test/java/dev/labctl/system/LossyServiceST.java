package dev.labctl.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A build of the service that loses one in a thousand of the links it has acknowledged, on a lab of
 * its own: five thousand writes at the probe's rate take over four minutes, in which nothing is
 * killed, so this class holds up no other.
 */
class LossyServiceST {
  private Labctl labctl;
  private Path scenario;

  @BeforeEach
  void startLab() throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    assumeThat(root.resolve("bin/labctl")).as("the launcher of a whole checkout").exists();
    Path scenarios = Path.of("src/test/resources/system").toAbsolutePath();
    scenario = scenarios.resolve("long-ledger.yaml");
    Path work = Files.createDirectories(Path.of("target/lossy-lab").toAbsolutePath());
    labctl = new Labctl(root, scenarios.resolve("lossy-cluster.yaml"), work);
    var up = labctl.run(Duration.ofMinutes(8), "up");
    assertThat(up.exit()).as(up.err()).isZero();
  }

  @AfterEach
  void stopLab() {
    var down = labctl.run(Duration.ofMinutes(2), "down", "--purge");
    assertThat(down.exit()).as(down.err()).isZero();
  }

  @Test
  void oneLostInAThousandIsCaught() {
    var run = labctl.run(Duration.ofMinutes(8), "run", scenario.toString());
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
    JsonNode ledger = labctl.report("long-ledger").path("ledger");
    assertThat(ledger.path("acknowledged").asLong()).isGreaterThanOrEqualTo(5000);
    assertThat(ledger.path("lost").asLong()).isPositive();
  }
}
