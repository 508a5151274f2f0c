package dev.labctl.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.chaos.Fault;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.FakePlatform;
import dev.labctl.lab.Platform.Primitive;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.spec.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlatformScenarioTest {
  private static final EnumSet<Primitive> KUBERNETES =
      EnumSet.of(
          Primitive.DELETE_POD,
          Primitive.DRAIN,
          Primitive.CUT,
          Primitive.CUT_API,
          Primitive.RESTART_NODE);

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
        .containsEntry("fault node-drain", "no DRAIN")
        .containsEntry("objective node-drain-redirects", "its fault is left out");
    assertThat(fitted.scenario().objectives())
        .extracting(Scenario.Objective::id)
        .contains("redis-master-kill-redirects")
        .doesNotContain("node-drain-redirects", "shortener-pod-delete-redirects");
  }

  @Test
  void aFaultInTheMiddleTakesItsPartOfTheLoadWithIt() {
    platform.lacking.add(Primitive.SWITCHOVER);

    Scenario fitted = PlatformScenario.to(platform, failover).scenario();

    // postgres-switchover has 58s to 1m22s.
    assertThat(fitted.length()).isEqualTo(failover.length().minusSeconds(24));
    assertThat(at(fitted, "redis-master-kill")).isEqualTo(at(failover, "redis-master-kill"));
    assertThat(at(fitted, "postgres-primary-kill")).isEqualTo(at(failover, "postgres-switchover"));
    assertThat(at(fitted, "node-drain")).isEqualTo(at(failover, "node-drain").minusSeconds(24));
  }

  @Test
  void withoutAnyFaultTheLoadKeepsItsLength() {
    platform.lacking.addAll(EnumSet.allOf(Primitive.class));

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
        .hasMessage("node-drain cannot be done on provider local: no DRAIN")
        .extracting(e -> ((LabctlException) e).exitCode())
        .isEqualTo(ExitCode.MACHINE);
  }

  private static Duration at(Scenario scenario, String id) {
    List<FaultSpec> found = scenario.faults().stream().filter(f -> f.id().equals(id)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst().at();
  }
}
