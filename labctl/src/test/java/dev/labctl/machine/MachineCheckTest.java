package dev.labctl.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.labctl.lab.Finding;
import dev.labctl.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineCheckTest {
  private static final MachineNeeds MODEST = new MachineNeeds(1, 1, 1, 64, 1);
  private static final MachineNeeds GREEDY =
      new MachineNeeds(100_000, 1L << 40, 1L << 40, 1 << 30, 1 << 30);

  @TempDir private Path temp;

  @Test
  void whatIsThereIsEnoughForAModestLab() {
    List<Finding> findings = check(MODEST, false).inspect();
    assertThat(findings).allSatisfy(f -> assertThat(f.ok()).as(f.toString()).isTrue());
    assertThat(findings)
        .extracting(Finding::what)
        .containsExactly("cores", "steal", "memory", "disk", "fsync", "open files", "inotify");
  }

  @Test
  void whatTheLabCannotStartWithoutIsMissingAndTheRestIsANote() {
    List<Finding> findings = check(GREEDY, false).inspect();
    assertThat(named(findings, f -> !f.ok())).containsExactly("memory", "disk", "open files");
    assertThat(named(findings, f -> f.ok() && !f.nextStep().isEmpty()))
        .contains("cores", "inotify");
    assertThat(check(GREEDY, false).required()).extracting(Finding::ok).containsOnly(false);
  }

  @Test
  void aLabThatHasItsDataNeedsOnlyRoomToGrow() {
    Finding disk = check(GREEDY, true).required().getFirst();
    assertThat(disk.what()).isEqualTo("disk");
    assertThat(disk.ok()).as(disk.toString()).isTrue();
  }

  @Test
  void theFolderOfTheDataNeedNotBeThereAndIsNotMade() {
    Path data = temp.resolve("home/lab/data");
    Finding disk = new MachineCheck(MODEST, data, false, false).required().getFirst();
    assertThat(disk.actual()).matches("\\d+ MB free for " + data);
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void theMemoryOfALabThatRunsIsItsOwn() {
    assertThat(new MachineCheck(GREEDY, temp, true, true).inspect())
        .extracting(Finding::what)
        .doesNotContain("memory");
  }

  @Test
  void stealIsToldByTheShareThatOthersTook() throws IOException {
    // Both looks see the same file: nothing was taken in between.
    Files.writeString(temp.resolve("stat"), "cpu  1 2 3 4 5 6 7 8 0 0\n");
    Files.writeString(temp.resolve("meminfo"), "MemAvailable: 4096 kB\n");
    List<Finding> findings = new MachineCheck(MODEST, temp, false, false, temp).inspect();
    assertThat(findings)
        .filteredOn(f -> f.what().equals("steal"))
        .singleElement()
        .satisfies(f -> assertThat(f.actual()).startsWith("0.0 %"));
    assertThat(findings)
        .filteredOn(f -> f.what().equals("inotify"))
        .singleElement()
        .satisfies(f -> assertThat(f.actual()).contains("not shown"));
  }

  @Test
  void theKernelsNumbersAreReadWhole() {
    String limit =
        Command.of("cat", "/proc/sys/fs/inotify/max_user_instances")
            .run(Duration.ofSeconds(10))
            .out()
            .strip();
    assumeThat(limit).as("this machine shows its limits").isNotEmpty();
    assertThat(check(MODEST, false).inspect())
        .filteredOn(f -> f.what().equals("inotify"))
        .extracting(Finding::actual)
        .containsExactly(limit + " instances a user");
  }

  @Test
  void theDiskIsMeasuredByWritesThatReachIt() {
    DiskLatency latency = DiskLatency.of(temp);
    assertThat(latency.writes()).isBetween(1, 100);
    assertThat(latency.p99Seconds()).isPositive();
    assertThat(temp).isEmptyDirectory();
  }

  private MachineCheck check(MachineNeeds needs, boolean made) {
    return new MachineCheck(needs, temp, made, false);
  }

  private static List<String> named(List<Finding> findings, Predicate<Finding> which) {
    return findings.stream().filter(which).map(Finding::what).toList();
  }
}
