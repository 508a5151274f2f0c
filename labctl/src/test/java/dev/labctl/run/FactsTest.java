package dev.labctl.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Quiet;
import dev.labctl.timeline.Event;
import dev.labctl.timeline.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsTest {
  /** Every write to it fails as on a full disk. */
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path folder;
  private final Abort abort = new Abort();

  @Test
  void aFullDiskEndsTheRunAndThrowsNothing() {
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(FULL), "there is no /dev/full");
    Facts facts = facts(FULL);

    facts.problem("test", "first");
    facts.problem("test", "second");

    assertThat(abort.cause()).contains(Abort.Cause.NOT_RECORDED);
    assertThat(facts.broken()).hasMessageContaining("cannot write the timeline");
  }

  @Test
  void aWatcherThatDiesEndsTheRunAndIsWrittenDown() {
    Path file = folder.resolve("timeline.jsonl");
    Facts facts = facts(file);

    facts.watcherFailed(LabctlException.machine("guard-watch ended by itself"));

    assertThat(abort.cause()).contains(Abort.Cause.WATCHER_FAILED);
    assertThat(file).content().contains("guard-watch ended by itself");
  }

  private Facts facts(Path file) {
    var timeline = new Timeline(file, (Event _) -> {});
    return new Facts(timeline, InstantSource.fixed(Instant.EPOCH), abort, new Quiet());
  }
}
