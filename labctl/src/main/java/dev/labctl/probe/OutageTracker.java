package dev.labctl.probe;

import dev.labctl.timeline.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Outages of one operation, found in the order of intended sends however the answers arrive. An
 * outage opens at the first failure and closes at the first of five successes in a row.
 */
final class OutageTracker {
  private static final int SUCCESSES = 5;
  private final String operation;
  private final Consumer<Event.OutageEnded> ended;
  private final TreeMap<Long, Attempt> waiting = new TreeMap<>();
  private long next;
  private @Nullable Open open;

  /** Called under this tracker's lock, in order. */
  OutageTracker(String operation, Consumer<Event.OutageEnded> ended) {
    this.operation = operation;
    this.ended = ended;
  }

  /**
   * One attempt of the probe.
   *
   * @param n its number, from 0 without a gap, in the order of intended sends
   * @param answered when its outcome was known
   * @param failure why it failed; null when it succeeded
   */
  record Attempt(long n, Instant intended, Instant answered, @Nullable String failure) {}

  /** Takes an outcome; judges it once all earlier ones are known. */
  synchronized void add(Attempt attempt) {
    waiting.put(attempt.n(), attempt);
    for (Attempt a = waiting.remove(next); a != null; a = waiting.remove(next)) {
      next++;
      judge(a);
    }
  }

  /** Closes the books: an outage still open has no end. */
  synchronized void end(Instant at) {
    // What never came back by the end is skipped; its neighbours count.
    waiting.values().forEach(this::judge);
    waiting.clear();
    if (open != null) {
      ended.accept(open.ended(at, operation, null));
      open = null;
    }
  }

  private void judge(Attempt attempt) {
    Open outage = open;
    if (outage == null) {
      if (attempt.failure() != null) {
        open = new Open(attempt.intended(), attempt.failure());
      }
      return;
    }
    outage
        .add(attempt)
        .ifPresent(
            end -> {
              ended.accept(outage.ended(attempt.answered(), operation, end));
              open = null;
            });
  }

  private static final class Open {
    private final Instant from;
    private final String firstFailure;
    private long failures = 1;
    private int run;
    private Instant runFrom;
    private @Nullable Instant firstSuccess;

    Open(Instant from, String firstFailure) {
      this.from = from;
      this.firstFailure = firstFailure;
      this.runFrom = from;
    }

    /** Where the outage ended, when this attempt ended it. */
    Optional<Instant> add(Attempt attempt) {
      if (attempt.failure() != null) {
        failures++;
        run = 0;
        return Optional.empty();
      }
      if (firstSuccess == null || attempt.answered().isBefore(firstSuccess)) {
        firstSuccess = attempt.answered();
      }
      if (run++ == 0) {
        runFrom = attempt.intended();
      }
      return run == SUCCESSES ? Optional.of(runFrom) : Optional.empty();
    }

    Event.OutageEnded ended(Instant at, String operation, @Nullable Instant to) {
      return new Event.OutageEnded(at, operation, from, to, firstSuccess, failures, firstFailure);
    }
  }
}
