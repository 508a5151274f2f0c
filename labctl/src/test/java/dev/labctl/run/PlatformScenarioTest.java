package dev.labctl.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.chaos.Fault;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Capability;
import dev.labctl.lab.FakePlatform;
import dev.labctl.lab.KubernetesServers;
import dev.labctl.lab.NodeDrain;
import dev.labctl.lab.NodeNetwork;
import dev.labctl.lab.NodePower;
import dev.labctl.lab.PodDeletion;
import dev.labctl.lab.PostgresFailover;
import dev.labctl.lab.Processes;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.spec.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlatformScenarioTest {
  private static final Set<Class<? extends Capability>> KUBERNETES =
      Set.of(PodDeletion.class, NodeDrain.class, NodeNetwork.class, KubernetesServers.class);

  private final FakePlatform platform = new FakePlatform(Path.of("unused"));
  private final Scenario failover =
      new Scenarios(Path.of("..").toAbsolutePath().normalize()).read("failover");

  @Test
  void whatThePlatformCanDoIsRunAsItIsWritten() {
    PlatformScenario fitted = PlatformScenario.to(platform, failover);

    assertThat(fitted.scenario()).isSameAs(failover);
    assertThat(fitted.words()).isEmpty();
  }

  @Test
  void failoverWithoutKubernetesIsTheSixFaultsInLessThanFiveMinutes() {
    platform.lacking.addAll(KUBERNETES);

    PlatformScenario fitted = PlatformScenario.to(platform, failover);

    assertThat(fitted.scenario().faults()).hasSize(6).isEqualTo(failover.faults().subList(0, 6));
    assertThat(fitted.scenario().length()).isEqualTo(Duration.ofSeconds(260));
    assertThat(fitted.unavailable())
        .hasSize(8)
        .containsEntry("fault node-drain", "no NodeDrain")
        .containsEntry("objective node-drain-redirects", "its fault is left out");
    assertThat(fitted.scenario().objectives())
        .extracting(Scenario.Objective::id)
        .contains("redis-master-kill-redirects")
        .doesNotContain("node-drain-redirects", "shortener-pod-delete-redirects");
  }

  @Test
  void aFaultInTheMiddleTakesItsPartOfTheLoadWithIt() {
    platform.lacking.add(PostgresFailover.class);

    Scenario fitted = PlatformScenario.to(platform, failover).scenario();

    // postgres-switchover has 58s to 1m22s.
    assertThat(fitted.length()).isEqualTo(failover.length().minusSeconds(24));
    assertThat(at(fitted, "redis-master-kill")).isEqualTo(at(failover, "redis-master-kill"));
    assertThat(at(fitted, "postgres-primary-kill")).isEqualTo(at(failover, "postgres-switchover"));
    assertThat(at(fitted, "node-drain")).isEqualTo(at(failover, "node-drain").minusSeconds(24));
  }

  @Test
  void withoutAnyFaultTheLoadKeepsItsLength() {
    platform.lacking.addAll(KUBERNETES);
    platform.lacking.addAll(List.of(Processes.class, NodePower.class, PostgresFailover.class));

    PlatformScenario fitted = PlatformScenario.to(platform, failover);

    assertThat(fitted.scenario().faults()).isEmpty();
    assertThat(fitted.scenario().length()).isEqualTo(failover.length());
  }

  @Test
  void aSingleFaultThatCannotBeDoneEndsWithThreeAndTheReason() {
    platform.lacking.addAll(KUBERNETES);
    Scenario one =
        Scenarios.oneFault(
            Fault.named("node-drain"), new Target.NodeNamed("node-1"), Optional.empty());

    assertThatThrownBy(() -> PlatformScenario.to(platform, one))
        .hasMessage("node-drain cannot be done on provider local: no NodeDrain")
        .extracting(e -> ((LabctlException) e).exitCode())
        .isEqualTo(ExitCode.MACHINE);
  }

  private static Duration at(Scenario scenario, String id) {
    List<FaultSpec> found = scenario.faults().stream().filter(f -> f.id().equals(id)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst().at();
  }
}
