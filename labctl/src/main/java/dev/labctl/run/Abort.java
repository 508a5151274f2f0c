package dev.labctl.run;

import dev.labctl.exit.ExitCode;
import dev.labctl.process.Await;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Why a run has to end early. The first cause stays; every wait of a run asks for it. */
final class Abort {
  /** What ended the run early, and the exit code it leads to. */
  enum Cause {
    GUARD(ExitCode.ABORTED),
    HALTED(ExitCode.ABORTED),
    NO_DATA(ExitCode.INCONCLUSIVE),
    LOAD_FAILED(ExitCode.INCONCLUSIVE),
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
  private final InstantSource clock;

  Abort(InstantSource clock) {
    this.clock = clock;
  }

  /** Asks the run to end; later causes are ignored. */
  void because(Cause why) {
    cause.compareAndSet(Optional.empty(), Optional.of(why));
  }

  Optional<Cause> cause() {
    return cause.get();
  }

  boolean requested() {
    return cause.get().isPresent();
  }

  /**
   * Waits until {@code instant}, or until the run has to end.
   *
   * @return whether the instant was reached
   */
  boolean waitUntil(Instant instant) {
    while (!requested()) {
      Duration left = Duration.between(clock.instant(), instant);
      if (!left.isPositive()) {
        return true;
      }
      Await.pause(left.compareTo(POLL) < 0 ? left : POLL);
    }
    return false;
  }
}
