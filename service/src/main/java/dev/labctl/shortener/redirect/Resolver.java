package dev.labctl.shortener.redirect;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.guard.SingleFlight;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.link.Link;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds where a code leads: L1, Redis, a replica, the primary. A tier that fails is passed over;
 * the primary is asked whenever the replica does not know the code, so that a link is readable as
 * soon as its create is acknowledged. The tiers' own timeouts add up to less than the 2 s after
 * which a client gives up.
 */
public final class Resolver {
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private final LocalCache local;
  private final SharedCache shared;
  private final LinkLookup replica;
  private final LinkLookup primary;
  private final Runnable missed;
  private final SingleFlight<Flight, Optional<Resolution>> flights = new SingleFlight<>(PATIENCE);

  /**
   * @param missed runs when a change could not be marked in the shared cache
   */
  public Resolver(
      LocalCache local,
      SharedCache shared,
      LinkLookup replica,
      LinkLookup primary,
      Runnable missed) {
    this.local = local;
    this.shared = shared;
    this.replica = replica;
    this.primary = primary;
    this.missed = missed;
  }

  /**
   * Where the code leads, or empty if there is no such link.
   *
   * @throws DependencyFailed if no tier knows the code and one that might could not be asked
   */
  public Optional<Resolution> resolve(Code code) {
    Optional<Resolution> fresh = local.fresh(code);
    if (fresh.isPresent()) {
      return fresh;
    }
    if (local.isUnknown(code)) {
      return Optional.empty();
    }
    try {
      return flights.get(new Flight(code, local.changes(code)), this::load);
    } catch (DependencyFailed e) {
      // Nobody can say whether the link still exists: an old answer beats none.
      return Optional.of(local.stale(code).orElseThrow(() -> e));
    }
  }

  /** Who asks after a change joins no load that began before it. */
  private record Flight(Code code, long changes) {}

  /** Makes a new link known to the caches; failing to is harmless. */
  public void created(Link link) {
    local.put(link.code(), link.destination());
    share(link.code(), link.destination());
  }

  /**
   * Makes known that a code means something else than it did: at once here, and to other instances'
   * L1 as soon as they hear of it, in 5 s at most. Two edits may reach Redis in the wrong order,
   * hence a mark and no value.
   */
  public void changed(Link link) {
    local.put(link.code(), link.destination());
    mark(link.code(), shared::markChanged);
  }

  /** Makes a deletion known: at once here and in Redis, to other instances' L1 in 5 s at most. */
  public void deleted(Code code) {
    local.putUnknown(code);
    mark(code, shared::markDeleted);
  }

  private void mark(Code code, Consumer<Code> how) {
    try {
      how.accept(code);
    } catch (DependencyFailed e) {
      // Redis is away: what it still holds of the code is marked once it is back.
      missed.run();
      System.getLogger(Resolver.class.getName())
          .log(System.Logger.Level.WARNING, "change not marked in Redis: {0}", e.getMessage());
    }
  }

  private Optional<Resolution> load(Flight flight) {
    Code code = flight.code();
    boolean sharedAnswers = true;
    SharedCache.Entry entry = new SharedCache.Entry.Miss();
    try {
      entry = shared.get(code);
    } catch (DependencyFailed e) {
      sharedAnswers = false;
    }
    return switch (entry) {
      case SharedCache.Entry.Hit(Destination destination) ->
          remember(flight, Optional.of(new Resolution(destination, Source.REDIS)));
      case SharedCache.Entry.Changed() -> remember(flight, latest(code));
      case SharedCache.Entry.Deleted() -> remember(flight, Optional.empty());
      case SharedCache.Entry.Miss() -> {
        Optional<Resolution> found = remember(flight, fromDatabase(code));
        if (sharedAnswers) {
          found.ifPresent(resolution -> share(code, resolution.destination()));
        }
        yield found;
      }
    };
  }

  private Optional<Resolution> remember(Flight flight, Optional<Resolution> found) {
    local.loaded(flight.code(), found, flight.changes());
    return found;
  }

  private Optional<Resolution> latest(Code code) {
    try {
      return primary.find(code);
    } catch (DependencyFailed e) {
      // Perhaps the version before the edit: better than none while the primary is away.
      Optional<Resolution> found = replica.find(code);
      if (found.isEmpty()) {
        throw e;
      }
      return found;
    }
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

  private void share(Code code, Destination destination) {
    try {
      shared.putIfAbsent(code, destination);
    } catch (DependencyFailed e) {
      System.getLogger(Resolver.class.getName())
          .log(System.Logger.Level.DEBUG, "not cached in Redis: {0}", e.getMessage());
    }
  }
}
