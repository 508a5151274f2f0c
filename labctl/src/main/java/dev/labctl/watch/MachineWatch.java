package dev.labctl.watch;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
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
  private final InstantSource clock;
  private final BufferedWriter file;
  private final Poller poller;

  /**
   * Starts sampling.
   *
   * @param samples the file to write, created or replaced
   * @param failed told when the watch has ended by itself
   */
  public MachineWatch(Path samples, InstantSource clock, Consumer<LabctlException> failed) {
    this(Path.of("/proc"), samples, clock, failed);
  }

  MachineWatch(Path proc, Path samples, InstantSource clock, Consumer<LabctlException> failed) {
    this.proc = proc;
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
    try {
      file.write(Json.lines().writeValueAsString(read()));
      file.newLine();
      file.flush();
    } catch (IOException e) {
      throw LabctlException.machine("cannot sample the machine: " + e, e);
    }
  }

  private MachineSample read() throws IOException {
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
        waited("memory"));
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
