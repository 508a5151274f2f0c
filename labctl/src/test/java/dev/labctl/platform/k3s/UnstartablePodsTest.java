package dev.labctl.platform.k3s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnstartablePodsTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private List<Pod> pods = List.of();
  private final UnstartablePods unstartable =
      new UnstartablePods(() -> pods, "kubectl -n lab", () -> now);

  @Test
  void endsTheWaitWhenAnImageCannotBePulledForAWhile() {
    // The kubelet's two words for it take turns.
    see("ErrImagePull", "u1");
    see("ImagePullBackOff", "u1");
    see("ErrImagePull", "u1");

    assertThatThrownBy(() -> see("ImagePullBackOff", "u1"))
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.MACHINE))
        .hasMessage(
            "the pod postgres-1 cannot start on node-1: container postgres, image r.example/lab:1:"
                + " ImagePullBackOff: manifest unknown; correct that (kubectl -n lab describe pod"
                + " postgres-1), then 'kubectl -n lab delete pod postgres-1' and 'labctl up'");
  }

  @Test
  void aHiccupEndsNothing() {
    see("ErrImagePull", "u1");
    see("ErrImagePull", "u1");
    see("ContainerCreating", "u1");
    see("ErrImagePull", "u1");
    see("ErrImagePull", "u1");
    see("ErrImagePull", "u2");
    see("ErrImagePull", "u2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ContainerCreating", "PodInitializing", "CrashLoopBackOff"})
  void whatStartsOrRestartsIsWaitedFor(String reason) {
    for (int i = 0; i < 10; i++) {
      see(reason, "u1");
    }
  }

  @Test
  void anApiThatIsAwayEndsNothing() {
    var away =
        new UnstartablePods(
            () -> {
              throw LabctlException.machine("no API server");
            },
            "kubectl",
            () -> now);

    assertThatCode(away::look).doesNotThrowAnyException();
  }

  /** Another look, six seconds after the last. */
  private void see(String reason, String uid) {
    pods =
        List.of(
            new PodBuilder()
                .withNewMetadata()
                .withName("postgres-1")
                .withUid(uid)
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .endSpec()
                .withNewStatus()
                .addNewContainerStatus()
                .withName("postgres")
                .withImage("r.example/lab:1")
                .withNewState()
                .withNewWaiting()
                .withReason(reason)
                .withMessage("manifest unknown")
                .endWaiting()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
    now = now.plus(Duration.ofSeconds(6));
    unstartable.look();
  }
}
