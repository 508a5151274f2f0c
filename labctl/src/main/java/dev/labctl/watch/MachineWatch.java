package dev.labctl.watch;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.machine.DiskLatency;
import dev.labctl.process.Poller;
import dev.labctl.timeline.MachineSample;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes once a second what the kernel counts of its processors, and how long something waited for
 * a processor, a disk or memory: a run's figures mean little without the machine that made them.
 */
public final class MachineWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int STEAL = 7;

  private final Path proc;
  private final Path disk;
  private final InstantSource clock;
  private final BufferedWriter file;
  private final Poller poller;
  private boolean measured;

  /**
   * Starts sampling.
   *
   * @param disk a folder on the lab's disk, which the first sample measures
   * @param samples the file to write, created or replaced
   * @param failed told when the watch has ended by itself
   */
  public MachineWatch(
      Path disk, Path samples, InstantSource clock, Consumer<LabctlException> failed) {
    this(Path.of("/proc"), disk, samples, clock, failed);
  }

  MachineWatch(
      Path proc, Path disk, Path samples, InstantSource clock, Consumer<LabctlException> failed) {
    this.proc = proc;
    this.disk = disk;
    this.clock = clock;
    try {
      this.file = Files.newBufferedWriter(samples);
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot write " + samples + ": " + e + "; free disk space or make it writable", e);
    }
    this.poller = new Poller("machine-watch", INTERVAL, this::sample, failed);
  }

  private void sample() {
    Double fsync = measured ? null : fsync(disk);
    measured = true;
    try {
      file.write(Json.lines().writeValueAsString(read(fsync)));
      file.newLine();
      file.flush();
    } catch (IOException e) {
      throw LabctlException.machine("cannot sample the machine: " + e, e);
    }
  }

  /** On the poller's thread: the run does not wait for the disk. Null when closed meanwhile. */
  private static @Nullable Double fsync(Path disk) {
    try {
      return DiskLatency.of(disk).p99Seconds();
    } catch (LabctlException e) {
      if (Thread.currentThread().isInterrupted()) {
        return null;
      }
      throw e;
    }
  }

  private MachineSample read(@Nullable Double fsync) throws IOException {
    // cpu user nice system idle iowait irq softirq steal …; guests are in user already.
    String[] f = first(proc.resolve("stat")).split("\\s+");
    long steal = ticks(f, STEAL);
    long idle = ticks(f, 3) + ticks(f, 4);
    long busy = ticks(f, 0) + ticks(f, 1) + ticks(f, 2) + ticks(f, 5) + ticks(f, 6);
    return new MachineSample(
        clock.instant(),
        busy,
        steal,
        busy + idle + steal,
        waited("cpu"),
        waited("io"),
        waited("memory"),
        fsync);
  }

  private static long ticks(String[] stat, int field) {
    return stat.length > field + 1 ? Long.parseLong(stat[field + 1]) : 0;
  }

  /** The total of {@code some avg10=… total=MICROS}; null on a kernel without pressure figures. */
  private @Nullable Long waited(String resource) throws IOException {
    Path pressure = proc.resolve("pressure").resolve(resource);
    if (!Files.isReadable(pressure)) {
      return null;
    }
    try {
      String line = first(pressure);
      int total = line.indexOf("total=");
      return line.startsWith("some") && total > 0
          ? Long.valueOf(line.substring(total + "total=".length()).strip())
          : null;
    } catch (FileSystemException switchedOff) {
      // The file is there and cannot be read where the kernel was started with psi=0.
      return null;
    }
  }

  private static String first(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.isEmpty() ? "" : lines.getFirst();
  }

  @Override
  public void close() {
    try (file) {
      poller.close();
    } catch (IOException e) {
      throw LabctlException.machine("cannot close the samples of the machine: " + e, e);
    }
  }
}
