package dev.labctl.process;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Does one thing again and again on a virtual thread of its own until closed. */
public final class Poller implements AutoCloseable {
  private static final Duration END_WITHIN = Duration.ofSeconds(5);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts polling at once.
   *
   * @param name of the thread
   * @param interval between the end of one poll and the start of the next
   */
  public Poller(String name, Duration interval, Runnable poll) {
    this.thread =
        Thread.ofVirtual()
            .name(name)
            .uncaughtExceptionHandler((_, e) -> failure.set(e))
            .start(
                () -> {
                  try {
                    while (!closed) {
                      poll.run();
                      Await.pause(interval);
                    }
                  } catch (LabctlException e) {
                    // Closing interrupts the pause; anything else is the poll's own failure.
                    if (!(closed && e.exitCode() == ExitCode.INTERRUPTED)) {
                      throw e;
                    }
                  }
                });
  }

  /**
   * Ends the polling.
   *
   * @throws LabctlException when a poll had failed, which also had ended it
   */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    boolean interrupted = Thread.interrupted();
    try {
      if (!thread.join(END_WITHIN)) {
        throw LabctlException.of(
            ExitCode.INCONCLUSIVE, thread.getName() + " did not end in " + END_WITHIN);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    Throwable e = failure.get();
    if (e != null) {
      throw LabctlException.of(
          ExitCode.INCONCLUSIVE, thread.getName() + " ended by itself: " + e.getMessage(), e);
    }
  }
}
