package dev.labctl.process;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a program prints, while it runs. Another program that it has left in the background
 * may hold the stream open for ever, so once the program itself has ended its output is at its end
 * when the stream is, or when nothing more has come for a while.
 */
final class OutputReader {
  /** What is left in the pipe is there at once; a busy machine may take its time to read it. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  /** Reads one piece. */
  @FunctionalInterface
  interface Source {
    /** Whether there was one; false at the end. */
    boolean read() throws IOException;
  }

  private final Thread thread;
  private volatile long progress = System.nanoTime();
  private volatile @Nullable IOException failure;

  private OutputReader(Source source) {
    this.thread = Thread.ofVirtual().unstarted(() -> readAll(source));
  }

  /** Starts reading, on a thread of its own. */
  static OutputReader start(Source source) {
    OutputReader reader = new OutputReader(source);
    reader.thread.start();
    return reader;
  }

  private void readAll(Source source) {
    try {
      while (source.read()) {
        progress = System.nanoTime();
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  /**
   * Waits for the end of the output of a program that has ended.
   *
   * @throws LabctlException (exit 3) when it could not be read
   */
  void awaitEnd(String program) throws InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      long quiet = System.nanoTime() - Math.max(begin, progress);
      Duration left = QUIET.minusNanos(quiet);
      if (!left.isPositive() || thread.join(left)) {
        break;
      }
    }
    IOException broken = failure;
    if (broken != null) {
      throw LabctlException.machine(
          "cannot read the output of %s: %s".formatted(program, broken), broken);
    }
  }
}
