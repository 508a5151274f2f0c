package dev.labctl.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Undo;
import dev.labctl.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Instant T0 = Instant.parse("2026-11-24T01:00:00Z");
  @TempDir Path state;
  private Journal journal;

  @BeforeEach
  void open() {
    journal = new Journal(state);
  }

  @Test
  void anotherProcessSeesWhatIsOpen() {
    var thaw = new Undo("local", "thaw", List.of("node-1", "17@4", "18@5"));
    journal.open(obligation("run/a", thaw));
    journal.open(obligation("run/b", new Undo("local", "power-on", List.of("node-2"))));
    journal.settle("run/b", T0, "done");

    assertThat(new Journal(state).unsettled()).containsExactly(obligation("run/a", thaw));
  }

  @Test
  void isEmptyBeforeTheFirstRun() {
    assertThat(journal.unsettled()).isEmpty();
  }

  @Test
  void anIdMayBeOpenedAgainAfterItWasSettled() {
    var obligation = obligation("run/a", new Undo("local", "resume-failover", List.of()));
    journal.open(obligation);
    journal.settle("run/a", T0, "done");
    journal.open(obligation);

    assertThat(journal.unsettled()).containsExactly(obligation);
  }

  @Test
  void aLineCutOffByACrashAnywhereNeverCounted() throws IOException {
    var first = obligation("run/a", new Undo("local", "resume-failover", List.of()));
    var second = obligation("run/b", new Undo("local", "restart", List.of("redis-1")));
    journal.open(first);
    long whole = Files.size(journal.file());
    journal.open(second);
    byte[] all = Files.readAllBytes(journal.file());

    for (int cut = (int) whole; cut < all.length; cut++) {
      Files.write(journal.file(), Arrays.copyOf(all, cut));
      assertThat(journal.unsettled()).as("cut at %d", cut).containsExactly(first);
      journal.settle("run/a", T0, "done");
      assertThat(journal.unsettled()).as("settled after a cut at %d", cut).isEmpty();
    }
  }

  @Test
  void aDamagedLineIsSaidNotSkipped() throws IOException {
    journal.open(obligation("run/a", new Undo("local", "resume-failover", List.of())));
    Files.writeString(journal.file(), "{\"line\":\"what\"}\n", StandardOpenOption.APPEND);

    assertThatThrownBy(journal::unsettled)
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void anIdThatTheWatchersShellCouldMisreadIsRefused() {
    assertThatThrownBy(
            () -> obligation("run \"; rm", new Undo("local", "resume-failover", List.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static final String OLD =
      """
      {"line":"opened","obligation":{"id":"run/a","at":"2026-11-24T01:00:00Z","fault":"node-kill",\
      "target":"node-1","undo":{"kind":"power-on","node":"node-1"},"due":"2026-11-24T01:01:00Z"}}
      """;

  @Test
  void anOpenFaultOfAnOlderLabctlIsSaidWithTheNextStep() throws IOException {
    Files.writeString(journal.file(), OLD);

    assertThatThrownBy(journal::unsettled)
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining("node-kill on node-1")
        .hasMessageContaining("older labctl")
        .hasMessageContaining("labctl down");
  }

  @Test
  void aSettledFaultOfAnOlderLabctlIsHistory() throws IOException {
    Files.writeString(journal.file(), OLD);
    journal.settle("run/a", T0, "done");

    assertThat(journal.unsettled()).isEmpty();
  }

  /** The shell's limit on a file's size cuts a write short, as a full disk does. */
  @Test
  void whatDoesNotFitOnTheDiskWasNotPromised() {
    Command.Result result =
        Command.of(
                "sh",
                "-c",
                "ulimit -f 1; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                JournalFiller.class.getName(),
                state.toString())
            .run(Duration.ofMinutes(1));

    assertThat(result.exit()).as(result.err()).isEqualTo(ExitCode.MACHINE.code());
    assertThat(journal.unsettled()).hasSize(Integer.parseInt(result.out().strip())).isNotEmpty();
  }

  private static Obligation obligation(String id, Undo undo) {
    return new Obligation(id, T0, "node-kill", "node-1", undo, T0.plusSeconds(30));
  }
}
