package dev.labctl.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.labctl.journal.Journal;
import dev.labctl.journal.Obligation;
import dev.labctl.lab.FakePlatform;
import dev.labctl.lab.Undo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a launcher that settles as recovery would. */
class WatcherTest {
  @TempDir Path state;
  private Journal journal;
  private Path launcher;

  @BeforeEach
  void launcher() throws IOException {
    journal = new Journal(state);
    launcher = state.resolve("fake-labctl");
    Files.writeString(
        launcher,
        """
        #!/bin/sh
        echo "$@" >> called
        echo '{"line":"settled","id":"run/a","at":"2026-11-24T01:00:00Z","outcome":"x"}' \
        >> journal.jsonl
        """);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void recoversAnOverdueObligation() {
    guard(Instant.now().minusSeconds(31));

    await().atMost(Duration.ofSeconds(5)).until(() -> journal.unsettled().isEmpty());
    assertThat(state.resolve("called")).content().isEqualTo("-c fake chaos recover\n");
  }

  @Test
  void leavesALivingRunAloneAndEndsWhenItHasSettled() {
    guard(Instant.now().plusSeconds(60));
    // Its arguments can be read a moment after it has begun.
    await().atMost(Duration.ofSeconds(5)).until(() -> watchers() == 1);

    journal.settle("run/a", Instant.now(), "done");

    await().atMost(Duration.ofSeconds(5)).until(() -> watchers() == 0);
    assertThat(state.resolve("called")).doesNotExist();
  }

  @Test
  void recoversWhenItsLabctlIsGone() throws IOException, InterruptedException {
    Obligation obligation = obligation(Instant.now().plusSeconds(60));
    journal.open(obligation);
    // A pid that lives but started at another time is somebody else's.
    var script = state.resolve("watcher.sh");
    try (var text = Watcher.class.getResourceAsStream("watcher.sh")) {
      Files.copy(text, script);
    }
    var loop =
        new ProcessBuilder(
                "sh",
                script.toString(),
                Long.toString(ProcessHandle.current().pid()),
                "1",
                Long.toString(obligation.due().getEpochSecond()),
                journal.file().toString(),
                obligation.id(),
                launcher.toString(),
                "recover")
            .directory(state.toFile())
            .start();

    assertThat(loop.waitFor()).isZero();
    assertThat(state.resolve("called")).exists();
  }

  private void guard(Instant due) {
    Obligation obligation = obligation(due);
    journal.open(obligation);
    new Watcher(new FakePlatform(state).lab(), journal, launcher).guard(obligation);
  }

  private static Obligation obligation(Instant due) {
    return new Obligation(
        "run/a",
        Instant.now(),
        "node-kill",
        "node-1",
        new Undo("local", "power-on", List.of("node-1")),
        due);
  }

  private long watchers() {
    return ProcessHandle.current()
        .children()
        .filter(p -> p.info().commandLine().orElse("").contains(state.toString()))
        .count();
  }
}
