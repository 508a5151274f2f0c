package dev.labctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.lab.LoadsTheMachine;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A build of the service that loses one in a thousand of the links it has acknowledged, on a lab of
 * its own: five thousand writes at the probe's rate take over four minutes, in which nothing is
 * killed. It begins first: the others find time beside it.
 */
@Tag("long")
@LoadsTheMachine
@Order(1)
class LossyServiceST {
  private Labctl labctl;

  @BeforeEach
  void startLab() throws IOException {
    labctl = Labctl.on("lossy-cluster.yaml", "lossy-lab");
    labctl.up();
  }

  @AfterEach
  void stopLab() {
    if (labctl == null) {
      return; // skipped
    }
    labctl.purge();
  }

  @Test
  void oneLostInAThousandIsCaught() {
    var run =
        labctl.run(Duration.ofMinutes(8), "run", Labctl.resource("long-ledger.yaml").toString());
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
    JsonNode ledger = labctl.report("long-ledger").path("ledger");
    assertThat(ledger.path("acknowledged").asLong()).isGreaterThanOrEqualTo(5000);
    assertThat(ledger.path("lost").asLong()).isPositive();
  }
}
