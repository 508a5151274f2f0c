package dev.labctl.shortener.click;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/**
 * From a redirect to its count. A request only puts its click into a queue that never blocks; one
 * thread counts what is in it. What finds no room, in the queue or among the counts, is dropped and
 * itself counted.
 */
public final class Clicks {
  private static final Logger LOG = System.getLogger(Clicks.class.getName());
  private static final int QUEUE = 65_536; // 0.8 s of 80,000 clicks a second
  private static final int BURST = 2_048; // counted in one go, about a millisecond's work
  private static final Duration NAP = Duration.ofMillis(10);

  private final MessagePassingQueue<Click> queue = new MpscAtomicArrayQueue<>(QUEUE);
  private final LongAdder dropped = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Tally tally; // under the lock
  private final int maxCells;
  private final Thread counting =
      Thread.ofPlatform()
          .daemon()
          .name("clicks-count")
          .uncaughtExceptionHandler(
              (thread, e) -> LOG.log(Level.ERROR, "clicks are no longer counted: a bug", e))
          .unstarted(this::countAll);
  private volatile int reserved;
  private volatile boolean stopping;

  /**
   * @param maxCells how much may be counted and not handed on yet, about 160 bytes each
   */
  Clicks(SaltBook salts, int maxCells) {
    this.tally = new Tally(new VisitorHash(salts));
    this.maxCells = maxCells;
  }

  void start() {
    counting.start();
  }

  /** Takes a click in; never waits. */
  public void record(Click click) {
    if (!queue.offer(click)) {
      dropped.increment();
    }
  }

  private void countAll() {
    while (true) {
      boolean last = stopping; // before the queue is seen to be empty
      if (countSome() == 0) {
        if (last) {
          return;
        }
        LockSupport.parkNanos(NAP.toNanos());
      }
    }
  }

  private int countSome() {
    lock.lock();
    try {
      return queue.drain(this::count, BURST);
    } finally {
      lock.unlock();
    }
  }

  private void count(Click click) {
    if (!tally.add(click, maxCells - reserved)) {
      dropped.increment();
    }
  }

  /** What was counted since this was last called. */
  Counted take() {
    lock.lock();
    try {
      return tally.take();
    } finally {
      lock.unlock();
    }
  }

  /** Says how many cells are taken by counts that are on their way. */
  void reserve(int cells) {
    reserved = cells;
  }

  /** Counts as dropped what was counted and cannot be handed on. */
  void drop(long clicks) {
    dropped.add(clicks);
  }

  /** Counts what is in the queue and ends; nobody may record any more. */
  void finish() throws InterruptedException {
    stopping = true;
    LockSupport.unpark(counting);
    counting.join();
  }

  /** How many clicks wait to be counted. */
  public int queued() {
    return queue.size();
  }

  /** How many cells are in use. */
  public int cells() {
    lock.lock();
    try {
      return tally.cells() + reserved;
    } finally {
      lock.unlock();
    }
  }

  /** How many clicks were lost, ever. */
  public long dropped() {
    return dropped.sum();
  }
}
