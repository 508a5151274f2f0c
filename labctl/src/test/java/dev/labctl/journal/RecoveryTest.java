package dev.labctl.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.FakePlatform;
import dev.labctl.lab.NodePower;
import dev.labctl.lab.Quiet;
import dev.labctl.lab.Undo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
  private static final Instant T0 = Instant.parse("2026-11-24T01:00:00Z");
  @TempDir Path state;
  private FakePlatform platform;
  private Journal journal;
  private Recovery recovery;

  @BeforeEach
  void lab() {
    platform = new FakePlatform(state);
    journal = new Journal(state);
    recovery = new Recovery(platform, journal, Clock.systemUTC());
  }

  @Test
  void undoesWhatACrashedRunLeft() {
    journal.open(open("run/a", new Undo("local", "power-on", List.of("node-1"))));
    platform
        .capability(NodePower.class)
        .orThrow()
        .off(platform.lab().nodes().getFirst())
        .inject()
        .run();

    assertThat(recovery.settle(new Quiet())).hasSize(1);
    assertThat(platform.calls).contains("undo power-on");
    assertThat(journal.unsettled()).isEmpty();
  }

  @Test
  void doesNothingTwice() {
    journal.open(open("run/a", new Undo("local", "power-on", List.of("node-1"))));
    recovery.settle(new Quiet());
    platform.calls.clear();

    assertThat(recovery.settle(new Quiet())).isEmpty();
    assertThat(platform.calls).isEmpty();
  }

  @Test
  void aFailedUndoStaysOpenAndEndsWithSix() {
    journal.open(open("run/a", new Undo("local", "power-on", List.of("node-1"))));
    platform.undoFails = true;

    assertThatThrownBy(() -> recovery.settle(new Quiet()))
        .hasMessageContaining("labctl chaos recover")
        .extracting(e -> ((LabctlException) e).exitCode())
        .isEqualTo(ExitCode.UNDO_FAILED);
    assertThat(journal.unsettled()).hasSize(1);
  }

  @Test
  void anObligationOfALabThatIsDownIsMoot() {
    journal.open(open("run/a", new Undo("local", "power-on", List.of("node-1"))));
    platform.running = false;

    recovery.settle(new Quiet());

    assertThat(platform.calls).isEmpty();
    assertThat(journal.unsettled()).isEmpty();
  }

  @Test
  void aJournalThatCannotBeWrittenKeepsNoUndoFromHappening() throws IOException {
    journal.open(open("run/a", new Undo("local", "power-on", List.of("node-1"))));
    journal.open(open("run/b", new Undo("local", "power-on", List.of("node-2"))));
    platform.before = _ -> full(journal.file());

    assertThatThrownBy(() -> recovery.settle(new Quiet())).isInstanceOf(LabctlException.class);

    assertThat(platform.calls).containsExactly("undo power-on", "undo power-on");
  }

  @Test
  void anUndoThatFailsUnexpectedlyKeepsNoOtherFromHappening() {
    journal.open(open("run/a", new Undo("local", "power-on", List.of("node-9"))));
    journal.open(open("run/b", new Undo("local", "power-on", List.of("node-2"))));
    platform.before =
        what -> {
          if (what.contains("node-9")) {
            throw new IllegalStateException("a bug");
          }
        };

    assertThatThrownBy(() -> recovery.settle(new Quiet()))
        .hasMessageContaining("a bug")
        .extracting(e -> ((LabctlException) e).exitCode())
        .isEqualTo(ExitCode.UNDO_FAILED);

    assertThat(platform.calls).containsExactly("undo power-on");
    assertThat(journal.unsettled()).extracting(Obligation::id).containsExactly("run/a");
  }

  /** Nothing can be appended to a folder, whoever one is. */
  private static void full(Path journal) {
    try {
      if (Files.isRegularFile(journal)) {
        Files.delete(journal);
        Files.createDirectory(journal);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Obligation open(String id, Undo undo) {
    return new Obligation(id, T0, "node-kill", "node-1", undo, T0.plusSeconds(30));
  }
}
