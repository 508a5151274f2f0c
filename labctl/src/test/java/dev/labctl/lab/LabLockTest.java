package dev.labctl.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.nio.file.Files;
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
  void oneWhoWasKilledIsNotNamedAsTheHolder() throws Exception {
    Process killed = new ProcessBuilder("true").start();
    killed.waitFor();
    try (LabLock lock = LabLock.take(state, "chaos recover")) {
      assertThat(lock).isNotNull();
      // What the next one has not overwritten yet when a third one looks.
      Files.writeString(
          state.resolve("lock"),
          "labctl chaos run node-kill (process %d, since 2026-12-01T01:22:54Z)%n"
              .formatted(killed.pid()));
      assertThatThrownBy(() -> LabLock.take(state, "up"))
          .hasMessageContaining("is in use by another labctl that has just begun; wait");
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
