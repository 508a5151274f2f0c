package dev.labctl.shortener.redirect;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.link.Code;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Marks again in the shared cache what it may have missed, since an entry there need not end by
 * itself: an edit made while Redis was away, or one that a failover lost with a master. What was
 * changed is in the audit trail, in the same transaction as the change, whoever has crashed since.
 */
public final class MissedMarks implements AutoCloseable {
  private static final Logger LOG = System.getLogger(MissedMarks.class.getName());
  private static final Duration INTERVAL = Duration.ofMillis(500);

  /** At the start: what a process may have left that was killed while Redis was away. */
  static final Duration LOOK_BACK = Duration.ofDays(1);

  /** Clocks differ, transactions take time, and a lost master is noticed late. */
  static final Duration MARGIN = Duration.ofMinutes(1);

  static final int MOST = 10_000;

  private final RecentChanges changes;
  private final SharedCache shared;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("missed-marks").factory());
  private volatile boolean missing = true;
  private Instant whole; // the thread's only: no mark of before is missing

  public MissedMarks(RecentChanges changes, SharedCache shared, InstantSource clock) {
    this.changes = changes;
    this.shared = shared;
    this.clock = clock;
    this.whole = clock.instant().minus(LOOK_BACK);
  }

  /** Begins to look. */
  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A mark was not made, or may be lost. */
  public void missed() {
    missing = true;
  }

  void look() {
    Instant now = clock.instant();
    if (!missing) {
      whole = now;
      return;
    }
    missing = false; // before it looks: what is missed from now on is looked for again
    try {
      List<Code> codes = changes.since(whole.minus(MARGIN), MOST);
      codes.forEach(shared::markChanged);
      whole = now;
      if (!codes.isEmpty()) {
        LOG.log(Level.INFO, "links marked as changed again in Redis: {0}", codes.size());
      }
      if (codes.size() >= MOST) {
        LOG.log(Level.WARNING, "more links were changed than are marked again: {0}", MOST);
      }
    } catch (DependencyFailed e) {
      missing = true;
      LOG.log(Level.DEBUG, "changes not marked again yet: {0}", e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
