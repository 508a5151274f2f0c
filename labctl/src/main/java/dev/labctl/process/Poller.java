package dev.labctl.process;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does one thing again and again on a virtual thread of its own until closed. */
public final class Poller implements AutoCloseable {
  private static final Duration END_WITHIN = Duration.ofSeconds(30);
  private final AtomicReference<@Nullable LabctlException> failure = new AtomicReference<>();
  private final AtomicBoolean told = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean closed;

  /** Starts polling at once; that a poll failed is heard of when the poller is closed. */
  public Poller(String name, Duration interval, Runnable poll) {
    this.thread = Thread.ofVirtual().name(name).unstarted(() -> run(interval, poll, null));
    thread.start();
  }

  /**
   * Starts polling at once.
   *
   * @param name of the thread
   * @param interval between the end of one poll and the start of the next
   * @param failed told, on the poller's thread, when a poll has failed, which ends the polling
   */
  public Poller(String name, Duration interval, Runnable poll, Consumer<LabctlException> failed) {
    this.thread = Thread.ofVirtual().name(name).unstarted(() -> run(interval, poll, failed));
    thread.start();
  }

  private void run(Duration interval, Runnable poll, @Nullable Consumer<LabctlException> failed) {
    try {
      while (!closed) {
        poll.run();
        Await.pause(interval);
      }
    } catch (RuntimeException | Error e) {
      // Closing interrupts the pause; anything else is the poll's own failure.
      if (closed
          && e instanceof LabctlException known
          && known.exitCode() == ExitCode.INTERRUPTED) {
        return;
      }
      LabctlException ended =
          LabctlException.of(
              ExitCode.INCONCLUSIVE,
              "%s ended by itself: %s"
                  .formatted(
                      Thread.currentThread().getName(),
                      e instanceof LabctlException ? e.getMessage() : "a bug of ours: " + e),
              e);
      failure.set(ended);
      if (failed != null) {
        told.set(true);
        failed.accept(ended);
      }
    }
  }

  /**
   * Ends the polling.
   *
   * @throws LabctlException when a poll had failed, which had ended it, and no one was told
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
    LabctlException e = failure.get();
    if (e != null && !told.get()) {
      throw e;
    }
  }
}
