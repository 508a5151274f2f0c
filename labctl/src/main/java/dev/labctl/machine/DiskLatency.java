package dev.labctl.machine;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a small write takes until it is on the disk. Every commit of Postgres and every decision
 * of etcd waits for one.
 *
 * @param writes how many were measured
 * @param p99Seconds 99 of 100 took no longer
 */
public record DiskLatency(int writes, double p99Seconds) {
  private static final int WRITES = 100;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Of an entry in etcd's log, by etcd's own guide to measuring disks. */
  private static final int BYTES = 2300;

  /**
   * Measures a hundred writes, or as many as five seconds hold, on the disk of a folder.
   *
   * @throws LabctlException (exit 3) when nothing can be written there
   */
  public static DiskLatency of(Path folder) {
    Path file = null;
    try {
      file = Files.createTempFile(folder, ".labctl-fsync", "");
      return measure(file);
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot measure the disk of %s: %s; free space there or make it writable"
              .formatted(folder, e),
          e);
    } finally {
      delete(file);
    }
  }

  private static DiskLatency measure(Path file) throws IOException {
    List<Long> nanos = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long end = System.nanoTime() + LIMIT.toNanos();
      while (nanos.size() < WRITES && (nanos.isEmpty() || System.nanoTime() < end)) {
        ByteBuffer entry = ByteBuffer.allocate(BYTES);
        long begun = System.nanoTime();
        while (entry.hasRemaining()) {
          channel.write(entry);
        }
        channel.force(false);
        nanos.add(System.nanoTime() - begun);
      }
    }
    Collections.sort(nanos);
    long p99 = nanos.get((int) Math.ceil(0.99 * nanos.size()) - 1);
    return new DiskLatency(nanos.size(), p99 / 1e9);
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete %s: %s".formatted(file, e), e);
    }
  }
}
