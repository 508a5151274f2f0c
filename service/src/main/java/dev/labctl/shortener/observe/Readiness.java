package dev.labctl.shortener.observe;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Ready while redirects can be served: a database has been reached once, and at least one tier
 * answered within the last 2 s. The probes take the same path as requests, breakers included, so
 * that a dependency's return is noticed without traffic. A success that grows old counts as
 * failure, whatever became of its probe.
 */
public final class Readiness implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final Map<String, Runnable> caches;
  private final Map<String, Runnable> databases;
  private final LongSupplier nanoTime;
  private final Runnable whenReady;
  private final ConcurrentMap<String, Long> successes = new ConcurrentHashMap<>();
  private final ScheduledExecutorService probes =
      Executors.newScheduledThreadPool(
          3, Thread.ofPlatform().daemon().name("readiness-", 0).factory());
  private final AtomicBoolean announced = new AtomicBoolean();
  private volatile boolean draining;

  /**
   * @param caches probes by name; a probe fails by throwing DependencyFailed
   * @param databases likewise
   * @param nanoTime a monotonic clock in nanoseconds
   * @param whenReady run once, the first time that this is ready
   */
  public Readiness(
      Map<String, Runnable> caches,
      Map<String, Runnable> databases,
      LongSupplier nanoTime,
      Runnable whenReady) {
    this.caches = Map.copyOf(caches);
    this.databases = Map.copyOf(databases);
    this.nanoTime = nanoTime;
    this.whenReady = whenReady;
  }

  /** Begins to probe. */
  public void start() {
    caches.forEach(this::schedule);
    databases.forEach(this::schedule);
  }

  private void schedule(String name, Runnable probe) {
    var unused =
        probes.scheduleWithFixedDelay(
            () -> probe(name, probe), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  void probe(String name, Runnable probe) {
    try {
      probe.run();
      successes.put(name, nanoTime.getAsLong());
      if (isReady() && announced.compareAndSet(false, true)) {
        whenReady.run();
      }
    } catch (DependencyFailed e) {
      System.getLogger(Readiness.class.getName())
          .log(System.Logger.Level.DEBUG, "{0}: {1}", name, e.getMessage());
    }
  }

  /** From now on not ready, for good. */
  public void drain() {
    draining = true;
  }

  /** True from the first moment of the shutdown. */
  public boolean isDraining() {
    return draining;
  }

  /** True once a database has been reached. */
  public boolean isStarted() {
    return databases.keySet().stream().anyMatch(successes::containsKey);
  }

  /** True while redirects can be served and no shutdown has begun. */
  public boolean isReady() {
    return !draining && isStarted() && states().containsValue(true);
  }

  /** Each dependency, and whether it answered within the last 2 s. */
  public Map<String, Boolean> states() {
    Map<String, Boolean> states = new LinkedHashMap<>();
    caches.keySet().forEach(name -> states.put(name, answered(name)));
    databases.keySet().forEach(name -> states.put(name, answered(name)));
    return states;
  }

  private boolean answered(String name) {
    Long last = successes.get(name);
    OptionalLong age =
        last == null ? OptionalLong.empty() : OptionalLong.of(nanoTime.getAsLong() - last);
    return age.isPresent() && age.getAsLong() < FRESH.toNanos();
  }

  @Override
  public void close() {
    probes.shutdownNow();
  }
}
