package dev.labctl.lab;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One labctl at a time changes a lab. The kernel holds the lock and frees it when the process ends,
 * however it ends; the holder's name in the file is for people.
 */
public final class LabLock implements AutoCloseable {
  private static final Pattern PROCESS = Pattern.compile("\\(process (\\d{1,18}),");

  private final RandomAccessFile file;
  private final FileLock lock;

  private LabLock(RandomAccessFile file, FileLock lock) {
    this.file = file;
    this.lock = lock;
  }

  /**
   * Takes the lab.
   *
   * @param command what it is taken for
   * @throws LabctlException (exit 3) naming the holder, when another has it
   */
  public static LabLock take(Path state, String command) {
    try {
      RandomAccessFile file = new RandomAccessFile(state.resolve("lock").toFile(), "rw");
      FileLock lock = tryLock(file);
      if (lock == null) {
        String holder = holder(file);
        file.close();
        throw LabctlException.machine(
            "the lab in %s is in use by %s; wait for it or stop it".formatted(state, holder));
      }
      byte[] line =
          "labctl %s (process %d, since %s)%n"
              .formatted(
                  command,
                  ProcessHandle.current().pid(),
                  Instant.now().truncatedTo(ChronoUnit.SECONDS))
              .getBytes(StandardCharsets.UTF_8);
      file.setLength(0);
      file.write(line);
      return new LabLock(file, lock);
    } catch (IOException e) {
      throw LabctlException.machine("cannot take the lab in %s: %s".formatted(state, e), e);
    }
  }

  private static @Nullable FileLock tryLock(RandomAccessFile file) throws IOException {
    try {
      return file.getChannel().tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  /** Who wrote its name last, unless that is one who was killed and another has the lab now. */
  private static String holder(RandomAccessFile file) throws IOException {
    String line = Objects.requireNonNullElse(file.readLine(), "");
    Matcher named = PROCESS.matcher(line);
    boolean lives =
        named.find()
            && ProcessHandle.of(Long.parseLong(named.group(1)))
                .map(ProcessHandle::isAlive)
                .orElse(false);
    return lives ? line : "another labctl that has just begun";
  }

  @Override
  public void close() {
    try {
      file.setLength(0);
      lock.release();
      file.close();
    } catch (IOException e) {
      throw LabctlException.machine("cannot release the lab: " + e, e);
    }
  }
}
