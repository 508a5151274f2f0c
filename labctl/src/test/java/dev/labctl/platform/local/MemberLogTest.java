package dev.labctl.platform.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberLogTest {
  @TempDir private Path folder;

  @Test
  void givesTheLinesOfAWindowWithThoseThatContinueThem() throws IOException {
    Files.writeString(
        folder.resolve("@400000006923b.s"),
        "2026-11-24_01:00:00.00000 old\n2026-11-24_01:00:05.50000 first\n");
    Files.writeString(
        folder.resolve("current"),
        "2026-11-24_01:00:06.00000 second\n  continued\n2026-11-24_01:00:07.00000 late\n");
    assertThat(
            MemberLog.between(
                folder,
                Instant.parse("2026-11-24T01:00:01Z"),
                Instant.parse("2026-11-24T01:00:07Z")))
        .containsExactly(
            "2026-11-24_01:00:05.50000 first", "2026-11-24_01:00:06.00000 second", "  continued");
  }

  @Test
  void hasNothingBeforeTheMemberEverRan() {
    assertThat(MemberLog.between(folder.resolve("absent"), Instant.EPOCH, Instant.MAX)).isEmpty();
  }

  @Test
  void bytesThatAreNoTextDoNotLoseTheRest() throws IOException {
    Files.write(folder.resolve("current"), new byte[] {(byte) 0xff, '\n', 'x'});
    assertThat(MemberLog.stamp("no time")).isEmpty();
    assertThat(MemberLog.between(folder, Instant.EPOCH, Instant.MAX)).isEmpty();
  }
}
