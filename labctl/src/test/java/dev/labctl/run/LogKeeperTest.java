package dev.labctl.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.lab.FakePlatform;
import dev.labctl.timeline.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogKeeperTest {
  @TempDir Path folder;

  @Test
  void aMemberWhoseNodeIsAwayCostsNobodyElsesLog() throws IOException {
    var platform = new FakePlatform(folder);
    platform.logless = "its node does not answer";
    var ended = new Event.RunEnded(Instant.parse("2026-11-24T06:00:00Z"), false);
    new LogKeeper(platform).keep(List.of(ended), List.of(), folder);
    assertThat(Files.readString(folder.resolve("postgres-1.log")))
        .contains("no log: its node does not answer");
    assertThat(Files.readString(folder.resolve("postgres-2.log"))).contains("a line of postgres-2");
  }
}
