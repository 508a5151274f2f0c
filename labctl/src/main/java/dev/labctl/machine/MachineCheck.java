package dev.labctl.machine;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Finding;
import dev.labctl.lab.LabIdentity;
import dev.labctl.process.Await;
import dev.labctl.process.Command;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Measures what this machine has against what a lab needs. What only makes figures worse is a note:
 * a finding that is well and has a next step.
 *
 * @param needs of the lab
 * @param data the folder of its data, whether it exists or not
 * @param made whether the lab has been up, so that most of its data is there
 * @param running whether it runs, so that its memory is taken by itself
 * @param proc the kernel's files
 */
public record MachineCheck(
    MachineNeeds needs, Path data, boolean made, boolean running, Path proc) {
  /** Above it etcd's own guide calls a disk too slow. */
  private static final double GOOD_FSYNC = 0.010;

  /** Of a processor's time; more makes percentiles those of the neighbours. */
  private static final double TOLERABLE_STEAL = 0.05;

  private static final int NUMBER = 64;

  private static final Duration STEAL_OVER = Duration.ofMillis(500);

  /** What a lab that has its data needs to go on: logs, write-ahead logs and metrics grow. */
  private static final long DISK_TO_GO_ON = 300;

  /** This machine. */
  public MachineCheck(MachineNeeds needs, Path data, boolean made, boolean running) {
    this(needs, data, made, running, Path.of("/proc"));
  }

  /** Everything, measured; takes about a second. */
  public List<Finding> inspect() {
    List<Finding> findings = new ArrayList<>(List.of(cores(), steal()));
    if (!running) {
      findings.add(memory());
    }
    findings.addAll(List.of(disk(), fsync(), openFiles(), inotify()));
    return findings;
  }

  /** What the lab cannot start without and what is known at once. */
  public List<Finding> required() {
    return List.of(disk(), openFiles());
  }

  private Finding cores() {
    int cores = ManagementFactory.getOperatingSystemMXBean().getAvailableProcessors();
    String step =
        "with fewer than %d the scenarios' rates may not be kept, and results are INCONCLUSIVE"
            .formatted(needs.cores());
    return new Finding("cores", true, Integer.toString(cores), cores < needs.cores() ? step : "");
  }

  private Finding steal() {
    long[] before = ticks();
    Await.pause(STEAL_OVER);
    long[] after = ticks();
    long all = 0;
    // user, nice, system, idle, iowait, irq, softirq, steal; guests are part of user and nice.
    for (int i = 0; i < 8; i++) {
      all += after[i] - before[i];
    }
    double steal = all == 0 ? 0 : (after[7] - before[7]) / (double) all;
    String step =
        "other machines on this host take processor time, and latencies are theirs too; results may"
            + " be INCONCLUSIVE";
    return new Finding(
        "steal",
        true,
        String.format(Locale.ROOT, "%.1f %% of the processors' time", 100 * steal),
        steal > TOLERABLE_STEAL ? step : "");
  }

  private long[] ticks() {
    String[] fields = first("stat", "cpu ").split(" +");
    long[] ticks = new long[8];
    for (int i = 0; i < ticks.length && i + 1 < fields.length; i++) {
      ticks[i] = Long.parseLong(fields[i + 1]);
    }
    return ticks;
  }

  private Finding memory() {
    String line = first("meminfo", "MemAvailable:");
    long available = line.isEmpty() ? 0 : Long.parseLong(line.replaceAll("\\D", "")) / 1024;
    boolean ok = available >= needs.megabytes();
    return new Finding(
        "memory",
        ok,
        available + " MB available",
        ok ? "" : "the lab needs %d MB; stop something".formatted(needs.megabytes()));
  }

  private Finding disk() {
    long needed = made ? DISK_TO_GO_ON : needs.diskMegabytes();
    try {
      long free = Files.getFileStore(existing()).getUsableSpace() / 1_000_000;
      boolean ok = free >= needed;
      return new Finding(
          "disk",
          ok,
          "%d MB free for %s".formatted(free, data),
          ok
              ? ""
              : "the lab needs %d MB there; free some, or have that folder on a larger disk (LABCTL_HOME)"
                  .formatted(needed));
    } catch (IOException e) {
      return new Finding(
          "disk", false, "unknown for %s: %s".formatted(data, e), "make the folder readable");
    }
  }

  /** The folder of the data, or the one in which it will be made. */
  private Path existing() {
    Path folder = LabIdentity.realFolder(data);
    while (!Files.isDirectory(folder)) {
      folder = folder.resolve("..").normalize();
    }
    return folder;
  }

  private Finding fsync() {
    Path folder = existing();
    if (!Files.isWritable(folder)) {
      return new Finding("fsync", true, "not measured: %s is not ours".formatted(folder), "");
    }
    try {
      DiskLatency latency = DiskLatency.of(folder);
      return new Finding(
          "fsync",
          true,
          String.format(
              Locale.ROOT,
              "p99 %.1f ms over %d writes",
              1000 * latency.p99Seconds(),
              latency.writes()),
          latency.p99Seconds() > GOOD_FSYNC
              ? "every commit waits for this disk, and etcd wants 10 ms; writes are slower and"
                  + " failovers may take longer"
              : "");
    } catch (LabctlException e) {
      return Finding.refused("fsync", e, "the lab writes there");
    }
  }

  /** Tried, not read: root may raise the limit, others may not. */
  private Finding openFiles() {
    Command.Result result =
        Command.of("sh", "-c", "ulimit -H -n; ulimit -n \"$1\"", "sh", needs.openFiles() + "")
            .run(Duration.ofSeconds(5));
    String limit = result.out().strip();
    boolean ok = result.exit() == 0 || limit.equals("unlimited");
    return new Finding(
        "open files",
        ok,
        "%s a process at most".formatted(limit),
        ok
            ? ""
            : "one of the lab's processes needs %d; raise the hard limit ('nofile' in /etc/security/limits.conf, LimitNOFILE in systemd, --ulimit in Docker)"
                .formatted(needs.openFiles()));
  }

  private Finding inotify() {
    OptionalLong instances = number(proc.resolve("sys/fs/inotify/max_user_instances"));
    if (instances.isEmpty()) {
      return new Finding("inotify", true, "limits not shown by this machine", "");
    }
    return new Finding(
        "inotify",
        true,
        instances.getAsLong() + " instances a user",
        instances.getAsLong() < needs.inotifyInstances()
            ? "the lab may need %d; as root: sysctl fs.inotify.max_user_instances=%d"
                .formatted(needs.inotifyInstances(), needs.inotifyInstances())
            : "");
  }

  private static OptionalLong number(Path file) {
    // In one read: the kernel gives the rest of such a file to nobody, and Files.readString begins
    // with
    // a single byte where the size is said to be 0.
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(NUMBER), StandardCharsets.US_ASCII);
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (IOException | NumberFormatException hiddenInContainers) {
      return OptionalLong.empty();
    }
  }

  private String first(String file, String start) {
    try {
      return Files.readAllLines(proc.resolve(file)).stream()
          .filter(l -> l.startsWith(start))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot read %s: %s; the lab needs Linux with /proc".formatted(proc.resolve(file), e), e);
    }
  }
}
