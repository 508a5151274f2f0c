package dev.labctl.shortener.postgres;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.guard.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import javax.sql.DataSource;

/**
 * One purpose's share of a pool: so many connections at most, and a breaker of its own. The pool
 * has as many connections as its compartments have places, so that no purpose can take another's,
 * and statements of one that fail or are slow open nobody else's breaker. The breaker counts
 * statements sent together once, whatever number of questions they carried.
 */
public final class Compartment {
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final String server;
  private final Purpose purpose;
  private final DataSource pool;
  private final Semaphore places;
  private final CircuitBreaker breaker;

  Compartment(String server, Purpose purpose, DataSource pool, CircuitBreaker breaker) {
    this.server = server;
    this.purpose = purpose;
    this.pool = pool;
    this.places = new Semaphore(purpose.places(), true);
    this.breaker = breaker;
  }

  /** What messages call the server. */
  String server() {
    return server;
  }

  DataSource pool() {
    return pool;
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  /**
   * Does work that takes one connection.
   *
   * @param work is told how many nanoseconds it waited for its place
   * @throws DependencyFailed from the work, or if there is no place for it, or the breaker is open
   */
  <T> T call(LongFunction<T> work) {
    long waited = enter();
    try {
      return breaker.call(() -> work.apply(waited));
    } finally {
      places.release();
    }
  }

  private long enter() {
    if (places.tryAcquire()) {
      return 0;
    }
    long start = System.nanoTime();
    try {
      if (places.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        return System.nanoTime() - start;
      }
      throw DependencyFailed.notAsked(
          "postgres %s has %d statements for %s under way, and no more are let in"
              .formatted(server, purpose.places(), purpose.label()),
          null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DependencyFailed.notAsked("interrupted while waiting for postgres " + server, e);
    }
  }
}
