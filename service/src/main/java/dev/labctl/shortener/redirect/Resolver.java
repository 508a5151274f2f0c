package dev.labctl.shortener.redirect;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.guard.SingleFlight;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Target;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds a code's target: L1, Redis, a replica, the primary. A tier that fails is passed over; the
 * primary is asked whenever the replica does not know the code, so that a link is readable as soon
 * as its create is acknowledged. The tiers' own timeouts add up to less than the 2 s after which a
 * client gives up.
 */
public final class Resolver {
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private final LocalCache local;
  private final SharedCache shared;
  private final LinkLookup replica;
  private final LinkLookup primary;
  private final SingleFlight<Code, Optional<Resolution>> flights = new SingleFlight<>(PATIENCE);

  public Resolver(LocalCache local, SharedCache shared, LinkLookup replica, LinkLookup primary) {
    this.local = local;
    this.shared = shared;
    this.replica = replica;
    this.primary = primary;
  }

  /**
   * The code's target, or empty if there is no such link.
   *
   * @throws DependencyFailed if no tier knows the code and one that might could not be asked
   */
  public Optional<Resolution> resolve(Code code) {
    Optional<Target> fresh = local.fresh(code);
    if (fresh.isPresent()) {
      return fresh.map(target -> new Resolution(target, Source.L1));
    }
    if (local.isUnknown(code)) {
      return Optional.empty();
    }
    try {
      return flights.get(code, this::load);
    } catch (DependencyFailed e) {
      // Nobody can say whether the link still exists: an old answer beats none.
      Resolution old =
          local.stale(code).map(target -> new Resolution(target, Source.L1)).orElseThrow(() -> e);
      return Optional.of(old);
    }
  }

  /** Makes a new link known to the caches; failing to is harmless. */
  public void created(Code code, Target target) {
    local.put(code, target);
    share(code, target);
  }

  /** Makes a deletion known: at once here and in Redis, in 5 s to other instances' L1. */
  public void deleted(Code code) {
    local.putUnknown(code);
    try {
      shared.markDeleted(code);
    } catch (DependencyFailed e) {
      // Redis is away: what it still holds of the code expires by its own time limit.
      System.getLogger(Resolver.class.getName())
          .log(System.Logger.Level.WARNING, "deletion not marked in Redis: {0}", e.getMessage());
    }
  }

  private Optional<Resolution> load(Code code) {
    boolean sharedAnswers = true;
    try {
      switch (shared.get(code)) {
        case SharedCache.Entry.Hit(Target target) -> {
          local.put(code, target);
          return Optional.of(new Resolution(target, Source.REDIS));
        }
        case SharedCache.Entry.Deleted() -> {
          local.putUnknown(code);
          return Optional.empty();
        }
        case SharedCache.Entry.Miss() -> {}
      }
    } catch (DependencyFailed e) {
      sharedAnswers = false;
    }
    Optional<Resolution> found = fromDatabase(code);
    if (found.isEmpty()) {
      local.putUnknown(code);
      return found;
    }
    Target target = found.get().target();
    local.put(code, target);
    if (sharedAnswers) {
      share(code, target);
    }
    return found;
  }

  private Optional<Resolution> fromDatabase(Code code) {
    DependencyFailed replicaFailure = null;
    try {
      Optional<Resolution> found = replica.find(code);
      if (found.isPresent()) {
        return found;
      }
    } catch (DependencyFailed e) {
      replicaFailure = e;
    }
    try {
      return primary.find(code);
    } catch (DependencyFailed e) {
      if (replicaFailure != null) {
        e.addSuppressed(replicaFailure);
      }
      throw e;
    }
  }

  private void share(Code code, Target target) {
    try {
      shared.putIfAbsent(code, target);
    } catch (DependencyFailed e) {
      System.getLogger(Resolver.class.getName())
          .log(System.Logger.Level.DEBUG, "not cached in Redis: {0}", e.getMessage());
    }
  }
}
