package dev.labctl.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabLockTest {
  @TempDir private Path state;

  @Test
  void aSecondHolderIsRefusedAndToldWhoHasIt() {
    try (LabLock lock = LabLock.take(state, "run viral")) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> LabLock.take(state, "up"))
          .isInstanceOfSatisfying(
              LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.MACHINE))
          .hasMessageContaining("labctl run viral (process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void isFreeAgainOnceClosed() {
    LabLock.take(state, "up").close();
    try (LabLock again = LabLock.take(state, "down")) {
      assertThat(again).isNotNull();
    }
  }
}
