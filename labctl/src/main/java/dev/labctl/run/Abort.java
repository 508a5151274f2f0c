package dev.labctl.run;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.process.Await;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Why a run has to end early. The first cause stays; every wait of a run asks for it. */
public final class Abort {
  /** What ended the run early, and the exit code it leads to. */
  public enum Cause {
    GUARD(ExitCode.ABORTED),
    HALTED(ExitCode.ABORTED),
    NO_DATA(ExitCode.INCONCLUSIVE),
    LOAD_FAILED(ExitCode.INCONCLUSIVE),
    WATCHER_FAILED(ExitCode.INCONCLUSIVE),
    NOT_RECORDED(ExitCode.INCONCLUSIVE),
    INTERRUPTED(ExitCode.INTERRUPTED);

    private final ExitCode exitCode;

    Cause(ExitCode exitCode) {
      this.exitCode = exitCode;
    }

    ExitCode exitCode() {
      return exitCode;
    }
  }

  private static final Duration POLL = Duration.ofMillis(50);

  private final AtomicReference<Optional<Cause>> cause = new AtomicReference<>(Optional.empty());

  /** Asks the run to end; later causes are ignored. */
  public void because(Cause why) {
    cause.compareAndSet(Optional.empty(), Optional.of(why));
  }

  /** Why the run has to end; empty while it may go on. */
  public Optional<Cause> cause() {
    return cause.get();
  }

  /** Whether it has to. */
  public boolean requested() {
    return cause.get().isPresent();
  }

  /**
   * Waits until {@code clock} shows {@code instant}, or until the run has to end.
   *
   * @return whether the instant was reached
   */
  boolean waitUntil(Instant instant, InstantSource clock) {
    while (!requested()) {
      Duration left = Duration.between(clock.instant(), instant);
      if (!left.isPositive()) {
        return true;
      }
      Await.pause(left.compareTo(POLL) < 0 ? left : POLL);
    }
    return false;
  }

  /**
   * Does a wait that knows nothing of aborts, on a thread of its own, which is interrupted when the
   * run has to end. The run's own thread is never interrupted: it still has to undo and to write.
   *
   * @return its result; empty when the run has to end
   */
  <T> Optional<T> unlessRequested(Supplier<T> work) {
    var task = new FutureTask<>(work::get);
    Thread thread = Thread.ofVirtual().name("abortable").start(task);
    while (!task.isDone()) {
      if (requested()) {
        thread.interrupt();
        return Optional.empty();
      }
      Await.pause(POLL);
    }
    try {
      return Optional.of(task.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LabctlException known) {
        throw known;
      }
      throw new IllegalStateException("unexpected failure of a wait", e.getCause());
    } catch (InterruptedException e) {
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }
}
