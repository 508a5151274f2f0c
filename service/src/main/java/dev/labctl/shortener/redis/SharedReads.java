package dev.labctl.shortener.redis;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Joins what is asked at the same time into one round trip: a question costs little next to the
 * system calls around it, here and in Redis. Who comes while round trips are free asks at once; the
 * others wait, and one of them takes all of them along when a round trip ends. No thread of its own
 * could be late.
 */
final class SharedReads {
  static final int MOST = 64;

  /** Two, so that one is under way while the other's answers are handed out. */
  private static final int ROUND_TRIPS = 2;

  private final Function<List<String>, List<@Nullable String>> redis;
  private final Duration patience;
  private final Semaphore free = new Semaphore(ROUND_TRIPS);
  private final Queue<Question> waiting = new ConcurrentLinkedQueue<>();

  /**
   * @param redis answers keys with as many values; may throw DependencyFailed
   * @param patience how long a question waits for a round trip to begin and end
   */
  SharedReads(Function<List<String>, List<@Nullable String>> redis, Duration patience) {
    this.redis = redis;
    this.patience = patience;
  }

  private enum State {
    WAITING,
    /** It has been given a round trip, which takes others along. */
    ASKING,
    ANSWERED,
    FAILED,
    GIVEN_UP
  }

  private static final class Question {
    final String key;
    final Thread asker = Thread.currentThread();
    final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    // Written before the state that tells of them, read after it.
    @Nullable String value;
    @Nullable DependencyFailed failure;

    Question(String key) {
      this.key = key;
    }

    boolean become(State next) {
      boolean became = state.compareAndSet(State.WAITING, next);
      if (became && Thread.currentThread() != asker) {
        LockSupport.unpark(asker);
      }
      return became;
    }
  }

  /**
   * The key's value, or null if there is none.
   *
   * @throws DependencyFailed if it cannot be had in time
   */
  @Nullable String get(String key) {
    Question mine = new Question(key);
    if (free.tryAcquire()) {
      return ask(mine);
    }
    waiting.add(mine);
    passOn(); // the last round trip may have ended before this one was waiting
    return switch (await(mine)) {
      case ASKING -> ask(mine);
      case ANSWERED -> mine.value;
      case FAILED ->
          throw new DependencyFailed("redis failed another's question too", mine.failure);
      case WAITING, GIVEN_UP ->
          throw new DependencyFailed("redis had no round trip free in " + patience, null);
    };
  }

  private State await(Question mine) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    while (mine.state.get() == State.WAITING) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        mine.become(State.GIVEN_UP);
        break;
      }
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted(); // the wait is short as it is
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return mine.state.get();
  }

  /** Asks, in a round trip that is this thread's, with all that wait; then hands it on. */
  private @Nullable String ask(Question mine) {
    List<Question> together = new ArrayList<>();
    together.add(mine);
    for (Question next; together.size() < MOST && (next = waiting.poll()) != null; ) {
      together.add(next);
    }
    try {
      List<@Nullable String> values = redis.apply(together.stream().map(q -> q.key).toList());
      for (int i = 1; i < together.size(); i++) {
        together.get(i).value = values.get(i);
        together.get(i).become(State.ANSWERED);
      }
      return values.getFirst();
    } catch (DependencyFailed e) {
      together.forEach(question -> question.failure = e);
      throw e;
    } finally {
      // What has been answered stays so; after an exception of any kind nobody is left waiting.
      together.forEach(question -> question.become(State.FAILED));
      free.release();
      passOn();
    }
  }

  /** Gives a free round trip to one that waits. */
  private void passOn() {
    while (!waiting.isEmpty() && free.tryAcquire()) {
      Question next = waiting.poll();
      if (next == null || !next.become(State.ASKING)) {
        free.release();
      } else {
        return;
      }
    }
  }
}
