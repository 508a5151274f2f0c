package dev.labctl.shortener.click;

import dev.labctl.shortener.click.OrphanStore.Batch;
import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts visits that met no link and hands the counts on every second. However many there are,
 * memory holds the counts and the latest few visits; what is counted while the store is away is
 * handed on when it is back.
 */
public final class Orphans implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Orphans.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  static final int LATEST = 100;

  private final OrphanStore store;
  private final UUID producer = UUID.randomUUID();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("orphans").factory());
  private Map<OrphanVisit.Type, VisitCount> counts = new EnumMap<>(OrphanVisit.Type.class);
  private final Deque<OrphanVisit> latest = new ArrayDeque<>();
  private long sequence;
  private boolean failing;
  private @Nullable Batch batch; // handed on, or about to be, and not known to have arrived

  public Orphans(OrphanStore store) {
    this.store = store;
  }

  /** Begins to hand on. */
  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::flushOrSay, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Counts a visit. */
  public void record(
      OrphanVisit.Type type,
      String path,
      Instant at,
      @Nullable String referrer,
      @Nullable String userAgent) {
    AgentFamily family = AgentFamily.of(userAgent);
    OrphanVisit visit =
        new OrphanVisit(type, path, new Visit(at, ReferrerHost.of(referrer), family));
    VisitCount one = new VisitCount(1, family == AgentFamily.BOT ? 1 : 0);
    synchronized (this) {
      counts.merge(type, one, Orphans::sum);
      if (latest.size() == LATEST) {
        latest.removeFirst();
      }
      latest.addLast(visit);
    }
  }

  private static VisitCount sum(VisitCount a, VisitCount b) {
    return new VisitCount(a.total() + b.total(), a.bots() + b.bots());
  }

  private synchronized @Nullable Batch next() {
    if (batch == null && !counts.isEmpty()) {
      batch = new Batch(producer, ++sequence, counts, new ArrayList<>(latest));
      counts = new EnumMap<>(OrphanVisit.Type.class);
      latest.clear();
    }
    return batch;
  }

  private synchronized void arrived() {
    batch = null;
  }

  private void flushOrSay() {
    try {
      flush();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "visits without a link are no longer counted: a bug", e);
      throw e; // it is not run again
    }
  }

  void flush() {
    Batch next = next();
    if (next == null) {
      return;
    }
    try {
      store.write(next);
      arrived();
      failing = false;
    } catch (DependencyFailed e) {
      if (!failing) {
        LOG.log(Level.WARNING, "visits without a link wait for their store: {0}", e.getMessage());
      }
      failing = true;
    }
  }

  /** Hands on what there is, if that works at once. */
  @Override
  public void close() {
    thread.shutdown();
    flush();
  }
}
