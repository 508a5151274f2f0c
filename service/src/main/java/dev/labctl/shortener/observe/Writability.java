package dev.labctl.shortener.observe;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Whether a balancer should send writes here: this instance can write, or no instance can, so that
 * none is better. Instances that can write say so to each other, twice a second.
 */
public final class Writability implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final long NEVER = Long.MIN_VALUE;

  private final Runnable probe;
  private final Writers writers;
  private final LongSupplier nanoTime;
  private final AtomicLong wroteAt = new AtomicLong(NEVER);
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("writability").factory());
  private volatile boolean othersWrite;
  private volatile boolean draining;

  /** What instances tell each other. */
  @FunctionalInterface
  public interface Writers {
    /**
     * True if an instance has said within the last 2 s that it can write.
     *
     * @throws DependencyFailed if nobody can tell
     */
    boolean any();

    /**
     * Says that this instance can write.
     *
     * @throws DependencyFailed if it cannot be said
     */
    default void announce() {}
  }

  /**
   * @param probe succeeds if this instance can write, else throws DependencyFailed
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public Writability(Runnable probe, Writers writers, LongSupplier nanoTime) {
    this.probe = probe;
    this.writers = writers;
    this.nanoTime = nanoTime;
  }

  /** Begins to look. */
  public void start() {
    var unused =
        looks.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** From now on not writable, for good. */
  public void drain() {
    draining = true;
  }

  void look() {
    if (canWrite()) {
      tell();
    } else {
      othersWrite = others();
    }
  }

  private boolean canWrite() {
    try {
      probe.run();
      wroteAt.set(nanoTime.getAsLong());
      return true;
    } catch (DependencyFailed e) {
      debug(e);
      return false;
    }
  }

  private void tell() {
    try {
      writers.announce();
    } catch (DependencyFailed e) {
      debug(e); // who cannot write and hears of no writer takes writes, and refuses them
    }
  }

  private boolean others() {
    try {
      return writers.any();
    } catch (DependencyFailed e) {
      debug(e);
      return false;
    }
  }

  private static void debug(DependencyFailed e) {
    System.getLogger(Writability.class.getName()).log(Level.DEBUG, e.getMessage());
  }

  /** True if this instance could write within the last 2 s. */
  public boolean writes() {
    long last = wroteAt.get();
    return last != NEVER && nanoTime.getAsLong() - last < FRESH.toNanos();
  }

  /** True if this instance can write, or none that it knows of can; false once it drains. */
  public boolean isWritable() {
    return !draining && (writes() || !othersWrite);
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
