package dev.labctl.shortener.click;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hands counted clicks on in rounds of a second; longer ones if that is much work, since what is
 * counted together meanwhile costs no more than one click of each link. What a round has to hand on
 * is spread over it, for redirects share the database and its processors. A batch that did not
 * arrive for sure is tried again as it was, under its own number, before any other; what comes
 * meanwhile is counted together, so that an outage of any length costs one cell a minute for each
 * link in use.
 */
public final class ClickFlusher implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ClickFlusher.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  // Of a busy database's time this takes a twentieth at most, as long as that costs no more than
  // 5 s of clicks when the process is killed: those of a round and of the one that it hands on.
  private static final int SHARE = 20;
  private static final Duration LONGEST_ROUND = Duration.ofMillis(2_500);
  private static final Duration TRIM_INTERVAL = Duration.ofMinutes(10);
  private static final Duration FLUSH_WITHIN = Duration.ofSeconds(10); // then salts have their turn
  private static final Duration LAST_FLUSH_WITHIN = Duration.ofSeconds(5);
  // Applied in some hundredths of a second, for others wait meanwhile, and below the megabyte that
  // a Kafka record may have.
  private static final int MAX_LINKS = 250;
  private static final int MAX_BYTES = 700_000;
  private static final int CELL_BYTES = 160; // with its share of the maps around it

  private final Clicks clicks;
  private final ClickSink sink;
  private final SaltBook salts;
  private final ClickRetention retention;
  private final FlushObserver observer;
  private final InstantSource clock;
  private final UUID producer;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread flushing =
      Thread.ofPlatform()
          .daemon()
          .name("clicks-flush")
          .uncaughtExceptionHandler(
              (thread, e) -> LOG.log(Level.ERROR, "clicks are no longer handed on: a bug", e))
          .unstarted(this::flushAll);
  private Counted counted = new Counted(List.of(), 0);
  private @Nullable ClickBatch batch; // handed on, or about to be, and not known to have arrived
  private long sequence;
  private Duration work = Duration.ZERO; // of a round, in the sink
  private boolean failing;
  private long trimAt;

  /**
   * @param maxCells how much may be kept while the sink is away, about 160 bytes each
   * @param random makes this run's name, and salts while the shared ones cannot be had
   */
  public ClickFlusher(
      ClickSink sink,
      VisitorSalts salts,
      ClickRetention retention,
      int maxCells,
      RandomGenerator random,
      InstantSource clock,
      FlushObserver observer) {
    this.sink = sink;
    this.salts = new SaltBook(salts, random, clock);
    this.retention = retention;
    this.observer = observer;
    this.clock = clock;
    this.clicks = new Clicks(this.salts, maxCells);
    this.producer = new UUID(random.nextLong(), random.nextLong());
  }

  /** How many cells fit into an eighth of a heap, and are worth keeping. */
  public static int cells(long heapBytes) {
    return Math.toIntExact(Math.clamp(heapBytes / 8 / CELL_BYTES, 20_000, 1_000_000));
  }

  /** Where clicks are recorded. */
  public Clicks clicks() {
    return clicks;
  }

  /** Begins to count and to hand on. */
  public void start() {
    clicks.start();
    flushing.start();
  }

  private void flushAll() {
    Duration round = INTERVAL;
    long end = System.nanoTime() + round.toNanos();
    try {
      while (!stopping.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        refreshSalts();
        long begin = System.nanoTime();
        work = Duration.ZERO;
        boolean arrived = flush(FLUSH_WITHIN, round);
        round = arrived ? round(work) : INTERVAL;
        end = arrived ? begin + round.toNanos() : System.nanoTime() + round.toNanos();
        if (arrived && clock.millis() >= trimAt) {
          trim();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts it but to end it
    }
  }

  /** How long the round after one with so much work is. */
  static Duration round(Duration work) {
    Duration round = work.multipliedBy(SHARE);
    if (round.compareTo(LONGEST_ROUND) > 0) {
      return LONGEST_ROUND;
    }
    return round.compareTo(INTERVAL) < 0 ? INTERVAL : round;
  }

  /**
   * Hands on what there is.
   *
   * @param within how long to go on with one batch after the other
   * @param spread over how much of that, unless this is being stopped; zero for all at once
   * @return false if a batch did not arrive or has not had its turn: it and those behind it wait
   */
  private boolean flush(Duration within, Duration spread) throws InterruptedException {
    long begin = System.nanoTime();
    if (batch == null && counted.isEmpty()) {
      counted = clicks.take();
    }
    long apart = spread.toNanos() / Math.max(1, counted.links() / MAX_LINKS);
    long due = begin;
    for (ClickBatch next = next(); next != null; next = next()) {
      if (!spread.isZero() && stopping.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return false;
      }
      due += apart;
      if (System.nanoTime() - begin > within.toNanos()) {
        return false;
      }
      long start = System.nanoTime();
      try {
        sink.write(next);
      } catch (DependencyFailed e) {
        observer.failed();
        if (!failing) {
          LOG.log(Level.WARNING, "clicks are kept until their sink answers: {0}", e.getMessage());
        }
        failing = true;
        return false;
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      observer.flushed(next.clicks(), took);
      work = work.plus(took);
      batch = null;
    }
    if (failing) {
      LOG.log(Level.INFO, "clicks are handed on again");
    }
    failing = false;
    return true;
  }

  /** The batch whose turn it is, the same again if it has not arrived; null if there is none. */
  private @Nullable ClickBatch next() {
    if (batch == null && !counted.isEmpty()) {
      batch = new ClickBatch(producer, ++sequence, counted.next(MAX_LINKS, MAX_BYTES));
    }
    clicks.reserve(
        counted.cells()
            + (batch == null ? 0 : batch.links().stream().mapToInt(LinkClicks::cells).sum()));
    return batch;
  }

  private void refreshSalts() {
    try {
      salts.refresh();
    } catch (DependencyFailed e) {
      LOG.log(Level.DEBUG, "no shared salt for visitors: {0}", e.getMessage());
    }
  }

  private void trim() {
    try {
      if (!retention.trim()) {
        trimAt = clock.millis() + TRIM_INTERVAL.toMillis();
      }
    } catch (DependencyFailed e) {
      LOG.log(Level.DEBUG, "old click counts not deleted: {0}", e.getMessage());
    }
  }

  /**
   * Counts what is in the queue, hands everything on, and ends; nobody may record any more. Gives
   * up at the first failure, and after 5 s in any case.
   */
  @Override
  public void close() {
    stopping.countDown();
    boolean arrived = false;
    try {
      flushing.join();
      clicks.finish();
      arrived = flush(LAST_FLUSH_WITHIN, Duration.ZERO); // what waits, if anything does
      if (arrived) {
        arrived = flush(LAST_FLUSH_WITHIN, Duration.ZERO); // what was counted behind it
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // what is counted is lost, as is said below
    }
    if (!arrived) {
      long lost = counted.clicks() + clicks.take().clicks() + (batch == null ? 0 : batch.clicks());
      clicks.drop(lost);
      LOG.log(Level.WARNING, "{0} clicks are not known to have been handed on: dropped", lost);
    }
  }
}
