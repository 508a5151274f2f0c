package dev.labctl.shortener.guard;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Joins what a server is asked at the same time into one round trip: a question costs little next
 * to the system calls around it, here and there. Who comes while round trips are free asks at once;
 * the others wait, and one of them takes all of them along when a round trip ends. No thread of its
 * own could be late.
 */
public final class SharedTrips<Q, A> {
  private static final Logger LOG = System.getLogger(SharedTrips.class.getName());
  static final int MOST = 64;
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);
  // One timer for each question would cost more than asking it together with others.
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("late-questions").factory());

  private final String server;
  private final Function<List<Q>, List<@Nullable A>> trip;
  private final Duration turnWithin;
  private final Duration answerWithin;
  private final Semaphore free;
  private final Queue<Question> waiting = new ConcurrentLinkedQueue<>();
  private final Set<Trip> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean watched = new AtomicBoolean();

  /**
   * @param server what messages call it
   * @param roundTrips how many may be under way, two or more: while one is, the answers of another
   *     are handed out
   * @param trip answers questions, 64 at most, with as many answers; may throw DependencyFailed
   * @param turnWithin how long a question waits for a round trip to begin, and some 10 ms more
   * @param answerWithin how long it waits for one of another's to begin and end, likewise: who has
   *     been taken along gains nothing by giving up before the round trip does
   */
  public SharedTrips(
      String server,
      int roundTrips,
      Function<List<Q>, List<@Nullable A>> trip,
      Duration turnWithin,
      Duration answerWithin) {
    this.server = server;
    this.trip = trip;
    this.turnWithin = turnWithin;
    this.answerWithin = answerWithin;
    this.free = new Semaphore(roundTrips);
  }

  private enum State {
    WAITING,
    /** It has been given a round trip, which takes others along. */
    ASKING,
    /** Another's round trip has taken it along: it may be answered by the server from here on. */
    UNDER_WAY,
    ANSWERED,
    FAILED,
    /** Too late, and never asked. */
    GIVEN_UP,
    /** Too late, and asked all the same. */
    UNANSWERED
  }

  private final class Question {
    final Q content;
    final Thread asker = Thread.currentThread();
    final long askedAt = System.nanoTime();
    final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    // Written before the state that tells of them, read after it.
    @Nullable A answer;
    @Nullable DependencyFailed failure;

    Question(Q content) {
      this.content = content;
    }

    boolean become(State next, State since) {
      boolean became = state.compareAndSet(since, next);
      if (became && next != State.UNDER_WAY && Thread.currentThread() != asker) {
        LockSupport.unpark(asker);
      }
      return became;
    }
  }

  /** Questions under way together; itself, whatever they are. */
  private final class Trip {
    final List<Question> together = new ArrayList<>();
  }

  /**
   * The question's answer, or null if there is none.
   *
   * @throws DependencyFailed if it cannot be had in time
   */
  public @Nullable A ask(Q question) {
    Question mine = new Question(question);
    if (free.tryAcquire()) {
      return travel(mine);
    }
    waiting.add(mine);
    watch();
    passOn(); // the last round trip may have ended before this one was waiting
    return switch (await(mine)) {
      case ASKING -> travel(mine);
      case ANSWERED -> mine.answer;
      case FAILED ->
          throw new DependencyFailed(
              server + " failed another's question too",
              mine.failure,
              mine.failure == null || mine.failure.wasAsked());
      case UNANSWERED, UNDER_WAY ->
          throw new DependencyFailed(
              server + " did not answer another's round trip in " + answerWithin, null);
      case WAITING, GIVEN_UP ->
          throw DependencyFailed.notAsked(
              server + " had no round trip free in " + turnWithin, null);
    };
  }

  private State await(Question mine) {
    boolean interrupted = false;
    while (mine.state.get() == State.WAITING || mine.state.get() == State.UNDER_WAY) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted(); // the wait is short as it is
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return mine.state.get();
  }

  /** Sees to it that questions are given up in time, as long as there are any. */
  private void watch() {
    if (!watched.get() && watched.compareAndSet(false, true)) {
      lookLater();
    }
  }

  private void lookLater() {
    var unused = CLOCK.schedule(this::giveUpLate, LOOK_EVERY.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Looks again in any case: whoever waits has no timer but this. */
  private void giveUpLate() {
    try {
      giveUpWhatIsLate(System.nanoTime());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "questions to " + server + " were not looked through: a bug", e);
    }
    if (!waiting.isEmpty() || !underWay.isEmpty()) {
      lookLater();
      return;
    }
    watched.set(false);
    if (!waiting.isEmpty()) {
      watch(); // it came just now and saw itself watched
    }
  }

  private void giveUpWhatIsLate(long now) {
    for (Question question : waiting) {
      if (!isLate(question, now, turnWithin)) {
        break; // those behind it came later
      }
      question.become(State.GIVEN_UP, State.WAITING);
    }
    for (Trip under : underWay) {
      under.together.stream()
          .filter(q -> isLate(q, now, answerWithin))
          .forEach(q -> q.become(State.UNANSWERED, State.UNDER_WAY));
    }
  }

  private boolean isLate(Question question, long now, Duration within) {
    return now - question.askedAt >= within.toNanos();
  }

  /** Asks, in a round trip that is this thread's, with all that wait; then hands it on. */
  private @Nullable A travel(Question mine) {
    Trip ours = new Trip();
    List<Question> together = ours.together;
    together.add(mine);
    for (Question next; together.size() < MOST && (next = waiting.poll()) != null; ) {
      // Who was told that nothing was asked for him must not be asked for now.
      if (next.become(State.UNDER_WAY, State.WAITING)) {
        together.add(next);
      }
    }
    if (together.size() > 1) {
      underWay.add(ours);
      watch(); // nobody waits for a round trip any more, perhaps, but for its end
    }
    try {
      List<@Nullable A> answers = trip.apply(together.stream().map(q -> q.content).toList());
      for (int i = 1; i < together.size(); i++) {
        together.get(i).answer = answers.get(i);
        together.get(i).become(State.ANSWERED, State.UNDER_WAY);
      }
      return answers.getFirst();
    } catch (DependencyFailed e) {
      together.forEach(question -> question.failure = e);
      throw e;
    } finally {
      // What has been answered stays so; after an exception of any kind nobody is left waiting.
      together.forEach(question -> question.become(State.FAILED, State.UNDER_WAY));
      underWay.remove(ours);
      free.release();
      passOn();
    }
  }

  /** Gives a free round trip to one that waits. */
  private void passOn() {
    while (!waiting.isEmpty() && free.tryAcquire()) {
      Question next = waiting.poll();
      if (next == null || !next.become(State.ASKING, State.WAITING)) {
        free.release();
      } else {
        return;
      }
    }
  }
}
