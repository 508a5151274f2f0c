package dev.labctl.shortener.redirect;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * The L1 tier. A target is fresh for 5 s, which bounds how long another instance's edit or delete
 * goes unnoticed that it could not tell of; for 10 minutes it may be served stale, and only when no
 * other tier can answer. An unknown code is remembered for 1 s.
 */
public final class LocalCache {
  static final Duration FRESH = Duration.ofSeconds(5);
  static final Duration STALE = Duration.ofMinutes(10);
  static final Duration NEGATIVE = Duration.ofSeconds(1);
  private static final int MAX_TARGETS = 10_000;

  private static final int STRIPES = 1024;

  private record Entry(Resolution known, long storedAt) {}

  private final boolean enabled;
  private final LongSupplier nanoTime;
  private final AtomicLongArray changes = new AtomicLongArray(STRIPES);
  private final Cache<Code, Entry> targets;
  private final Cache<Code, Boolean> unknown;

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public LocalCache(LongSupplier nanoTime) {
    this(nanoTime, true);
  }

  /**
   * @param enabled false for one that remembers nothing
   */
  public LocalCache(LongSupplier nanoTime, boolean enabled) {
    this.enabled = enabled;
    this.nanoTime = nanoTime;
    this.targets =
        Caffeine.newBuilder()
            .maximumSize(MAX_TARGETS)
            .expireAfterWrite(STALE)
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .build();
    this.unknown =
        Caffeine.newBuilder()
            .maximumSize(MAX_TARGETS)
            .expireAfterWrite(NEGATIVE)
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /** Empty or a resolution from L1. */
  Optional<Resolution> fresh(Code code) {
    Entry entry = targets.getIfPresent(code);
    return entry != null && nanoTime.getAsLong() - entry.storedAt() < FRESH.toNanos()
        ? Optional.of(entry.known())
        : Optional.empty();
  }

  Optional<Resolution> stale(Code code) {
    return Optional.ofNullable(targets.getIfPresent(code)).map(Entry::known);
  }

  boolean isUnknown(Code code) {
    return unknown.getIfPresent(code) != null;
  }

  /**
   * How often something has become known to have changed, for this code and some others: what a
   * load that began before finds is not kept.
   */
  long changes(Code code) {
    return changes.get(stripe(code));
  }

  private static int stripe(Code code) {
    return code.hashCode() & STRIPES - 1;
  }

  private void changed(Code code) {
    changes.incrementAndGet(stripe(code));
  }

  /** Keeps what a load has found, unless something has changed since. */
  void loaded(Code code, Optional<Resolution> found, long begun) {
    if (!enabled) {
      return;
    }
    if (found.isPresent()) {
      unknown.invalidate(code);
      Entry entry =
          new Entry(new Resolution(found.get().destination(), Source.L1), nanoTime.getAsLong());
      var unused =
          targets.asMap().compute(code, (key, kept) -> changes(code) == begun ? entry : kept);
    } else {
      var unused =
          unknown.asMap().compute(code, (key, kept) -> changes(code) == begun ? true : kept);
      targets.invalidate(code);
    }
  }

  /** Keeps a destination that is the latest. */
  void put(Code code, Destination destination) {
    changed(code);
    if (enabled) {
      unknown.invalidate(code);
      targets.put(code, new Entry(new Resolution(destination, Source.L1), nanoTime.getAsLong()));
    }
  }

  /** Keeps that there is no such link any more. */
  void putUnknown(Code code) {
    changed(code);
    if (enabled) {
      targets.invalidate(code);
      unknown.put(code, true);
    }
  }

  /** Forgets what it knows of a code, even as a last resort. */
  public void forget(Code code) {
    changed(code);
    targets.invalidate(code);
    unknown.invalidate(code);
  }

  /** Forgets everything. */
  public void clear() {
    targets.invalidateAll();
    unknown.invalidateAll();
  }
}
