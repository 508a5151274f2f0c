package dev.labctl.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.exit.ExitCode;
import dev.labctl.process.Await;
import dev.labctl.timeline.JsonLines;
import dev.labctl.timeline.MachineSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineWatchTest {
  private final java.util.List<dev.labctl.exit.LabctlException> failures =
      new java.util.concurrent.CopyOnWriteArrayList<>();
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @TempDir Path folder;

  @Test
  void readsWhatTheKernelCounts() throws IOException {
    stat();
    Files.createDirectories(folder.resolve("pressure"));
    for (String resource : List.of("cpu", "io", "memory")) {
      Files.writeString(
          folder.resolve("pressure").resolve(resource),
          "some avg10=36.39 avg60=25.49 avg300=9.64 total=6359\nfull avg10=0.00 total=1\n");
    }

    assertThat(first())
        .usingRecursiveComparison()
        .ignoringFields("fsyncP99Seconds")
        .isEqualTo(
            new MachineSample(NOW, 1 + 2 + 4 + 32 + 64, 128, 255, 6359L, 6359L, 6359L, null));
    assertThat(first().fsyncP99Seconds()).isPositive();
  }

  @Test
  void aKernelWithoutPressureFiguresLeavesThemUnknown() throws IOException {
    stat();

    assertThat(first().cpuWaitMicros()).isNull();
    assertThat(first().busyTicks()).isEqualTo(103);
  }

  @Test
  void thisMachineCanBeSampled() {
    Path samples = folder.resolve("machine.jsonl");
    try (var _ = new MachineWatch(folder, samples, () -> NOW, failures::add)) {
      await(samples);
    }

    assertThat(read(samples).getFirst().totalTicks()).isPositive();
  }

  private void stat() throws IOException {
    Files.writeString(
        folder.resolve("stat"), "cpu  1 2 4 8 16 32 64 128 256 512\ncpu0 1 2 4 8 16 32 64 128\n");
  }

  private MachineSample first() {
    Path samples = folder.resolve("machine.jsonl");
    try (var _ = new MachineWatch(folder, folder, samples, () -> NOW, failures::add)) {
      await(samples);
    }
    return read(samples).getFirst();
  }

  private static void await(Path samples) {
    Await.until(
        "a sample",
        Duration.ofSeconds(20),
        Duration.ofMillis(20),
        ExitCode.INCONCLUSIVE,
        () -> read(samples).size() + " samples",
        seen -> !seen.startsWith("0"));
  }

  private static List<MachineSample> read(Path samples) {
    return JsonLines.read(samples, MachineSample.class).values();
  }
}
