package dev.labctl.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.lab.FakePlatform;
import dev.labctl.report.model.Report.FailingInstance;
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

  @Test
  void theBeginningOfAFailureOutsideEveryFaultIsKeptOfThatMember() throws IOException {
    var platform = new FakePlatform(folder);
    Instant from = Instant.parse("2026-11-24T06:10:00Z");
    var failing =
        new FailingInstance(
            "shortener-2", "POST", "503", from, from.plusSeconds(300), 300, 900, null, List.of());
    var ended = new Event.RunEnded(Instant.parse("2026-11-24T06:20:00Z"), false);
    new LogKeeper(platform).keep(List.of(ended), List.of(failing), folder);

    assertThat(Files.readString(folder.resolve("shortener-2.log")))
        .contains("== it failed: 2026-11-24T06:09:58Z to 2026-11-24T06:10:30Z");
    assertThat(Files.readString(folder.resolve("shortener-1.log"))).doesNotContain("it failed");
  }
}
