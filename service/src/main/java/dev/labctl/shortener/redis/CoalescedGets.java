package dev.labctl.shortener.redis;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Many threads' GETs in one round trip: whoever comes while the lanes are under way waits, and the
 * next round trip takes all that wait. No thread of its own: a caller leads, and when its round
 * trip is over wakes one of those who wait to lead the next. A single caller asks at once, alone.
 */
final class CoalescedGets {
  private static final int MAX_KEYS = 256;

  private final Semaphore lanes;
  private final Duration patience;
  private final Function<String[], List<@Nullable String>> fetch;
  private final Queue<Ask> waiting = new ConcurrentLinkedQueue<>();

  /**
   * @param lanes how many round trips may be under way at a time
   * @param patience how long a caller waits for its answer, more than the fetch's own time limits
   * @param fetch gets the values of keys, in order, null for those that have none; may throw
   *     DependencyFailed
   */
  CoalescedGets(int lanes, Duration patience, Function<String[], List<@Nullable String>> fetch) {
    this.lanes = new Semaphore(lanes);
    this.patience = patience;
    this.fetch = fetch;
  }

  /** One caller and what became of its question; written by the leader that took it. */
  private static final class Ask {
    final String key;
    final Thread caller = Thread.currentThread();
    volatile boolean taken;
    volatile boolean done;
    private @Nullable String value;
    private @Nullable RuntimeException failure;

    Ask(String key) {
      this.key = key;
    }

    void answer(@Nullable String value, @Nullable RuntimeException failure) {
      this.value = value;
      this.failure = failure;
      done = true;
      if (caller != Thread.currentThread()) {
        LockSupport.unpark(caller);
      }
    }

    @Nullable String result() {
      if (failure != null) {
        throw new DependencyFailed("the shared read failed: " + failure.getMessage(), failure);
      }
      return value;
    }
  }

  /** The key's value, or null. */
  @Nullable String get(String key) {
    Ask mine = new Ask(key);
    waiting.add(mine);
    long deadline = System.nanoTime() + patience.toNanos();
    while (!mine.done) {
      if (!mine.taken && lanes.tryAcquire()) {
        try {
          lead();
        } finally {
          lanes.release();
          passOn();
        }
      } else {
        LockSupport.parkNanos(this, deadline - System.nanoTime());
        if (!mine.done && (Thread.interrupted() || System.nanoTime() >= deadline)) {
          giveUp(mine);
        }
      }
    }
    return mine.result();
  }

  /** How many callers wait for a round trip to begin. */
  int waiting() {
    return waiting.size();
  }

  private void giveUp(Ask mine) {
    waiting.remove(mine);
    passOn(); // in case this caller had just been woken to lead
    throw new DependencyFailed("no answer to the shared read within " + patience, null);
  }

  /** Whoever waits found every lane taken, and would sleep on. */
  private void passOn() {
    Ask next = waiting.peek();
    if (next != null) {
      LockSupport.unpark(next.caller);
    }
  }

  private void lead() {
    List<Ask> asks = take(MAX_KEYS);
    if (asks.isEmpty()) {
      return;
    }
    List<@Nullable String> values = List.of();
    RuntimeException failure =
        new DependencyFailed("the leading caller broke off", null); // until known better
    try {
      values = fetch.apply(asks.stream().map(ask -> ask.key).toArray(String[]::new));
      failure =
          values.size() == asks.size()
              ? null
              : new DependencyFailed(
                  "%d keys, %d values".formatted(asks.size(), values.size()), null);
    } catch (DependencyFailed e) {
      failure = e;
      // The same server would keep those who wait by now as long again.
      asks.addAll(take(Integer.MAX_VALUE));
    } finally {
      for (int i = 0; i < asks.size(); i++) {
        asks.get(i).answer(failure == null ? values.get(i) : null, failure);
      }
    }
  }

  private List<Ask> take(int most) {
    List<Ask> asks = new ArrayList<>();
    while (asks.size() < most) {
      Ask ask = waiting.poll();
      if (ask == null) {
        break;
      }
      ask.taken = true;
      asks.add(ask);
    }
    return asks;
  }
}
