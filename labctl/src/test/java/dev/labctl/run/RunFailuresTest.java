package dev.labctl.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunFailuresTest {
  private final RunFailures failures = new RunFailures();

  @Test
  void theWorstDecidesAndTheOthersAreKept() {
    failures.attempt(
        () -> {
          throw LabctlException.of(ExitCode.UNDO_FAILED, "the undo");
        });
    failures.attempt(
        () -> {
          throw LabctlException.machine("the disk");
        });

    LabctlException end =
        catchThrowableOfType(LabctlException.class, () -> failures.throwIfAny(List.of()));

    assertThat(end.exitCode()).isEqualTo(ExitCode.UNDO_FAILED);
    assertThat(end).hasMessage("the undo");
    assertThat(end.getSuppressed()).singleElement().asString().contains("the disk");
  }

  @Test
  void anInterruptedRunEndsAsOneWhateverElseFailed() {
    failures.attempt(
        () -> {
          throw new IllegalStateException("broken");
        });

    LabctlException end =
        catchThrowableOfType(
            LabctlException.class, () -> failures.throwIfAny(List.of(ExitCode.INTERRUPTED)));

    assertThat(end.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(end).hasMessageContaining("a bug of ours").hasMessageContaining("broken");
  }

  @Test
  void withoutAFailureNothingIsThrown() {
    failures.attempt(() -> {});
    failures.throwIfAny(List.of(ExitCode.ABORTED));
    assertThat(failures.any()).isFalse();
  }
}
