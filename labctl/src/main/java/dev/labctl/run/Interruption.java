package dev.labctl.run;

import dev.labctl.exit.ExitCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Turns SIGINT and SIGTERM into an orderly end: the work is asked to stop, undoes what it has done,
 * and only then does the JVM leave, with 130 or the worse code that the undoing led to. The JVM's
 * own exit code for SIGTERM would be 143.
 */
public final class Interruption implements AutoCloseable {
  /** Undoing a frozen node and waiting for its members takes well under this. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicReference<ExitCode> outcome = new AtomicReference<>(ExitCode.INTERRUPTED);
  private final Thread hook;

  /**
   * @param onSignal called on a thread of its own when a signal arrives; must return at once
   */
  public Interruption(Runnable onSignal) {
    hook =
        new Thread(
            () -> {
              onSignal.run();
              try {
                boolean ended = finished.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                Runtime.getRuntime().halt((ended ? outcome.get() : ExitCode.UNDO_FAILED).code());
              } catch (InterruptedException e) {
                Runtime.getRuntime().halt(ExitCode.UNDO_FAILED.code());
              }
            },
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** How the work ended, so that the hook can leave with it. */
  public void ended(ExitCode code) {
    outcome.set(code);
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running and ends the JVM with the outcome; nothing is left to remove.
      return;
    }
  }
}
