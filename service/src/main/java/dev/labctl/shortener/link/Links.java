package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.KeyReused;
import dev.labctl.shortener.failure.ShortenerException.NotAllowed;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.failure.ShortenerException.Taken;
import dev.labctl.shortener.link.LinkStore.Edit;
import dev.labctl.shortener.link.LinkStore.Outcome;
import dev.labctl.shortener.user.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Creates, changes and deletes links. */
public final class Links {
  // With a billion links stored, five collisions in a row happen once in 5e17 creates.
  static final int ATTEMPTS = 5;
  // The second try is for a twin of the same request that took alias and key a moment ago: the
  // store then finds the key.
  private static final int ALIAS_ATTEMPTS = 2;

  private final LinkStore store;
  private final RandomGenerator random;
  private final TargetRules rules;
  private final InstantSource clock;
  private final Runnable onCollision;

  /**
   * @param onCollision is told of each drawn code that was in use
   */
  public Links(
      LinkStore store,
      RandomGenerator random,
      TargetRules rules,
      InstantSource clock,
      Runnable onCollision) {
    this.store = store;
    this.random = random;
    this.rules = rules;
    this.clock = clock;
    this.onCollision = onCollision;
  }

  /**
   * A create's answer; {@code fresh} is false if the idempotency key had been used before: the link
   * is then as it was made, which it may no longer be.
   */
  public record Creation(Link link, boolean fresh) {}

  /**
   * Creates a link, or finds the one that the key already made.
   *
   * @throws KeyReused if the caller used the key with another request
   * @throws Taken if the alias is another link's
   * @throws DependencyFailed if the store cannot say that the link is stored: it may be
   */
  public Creation create(NewLink wanted, @Nullable IdempotencyKey key, Caller caller) {
    Optional<Link> made = key == null ? Optional.empty() : madeBefore(wanted, key, caller);
    if (made.isPresent()) {
      return new Creation(made.get(), false);
    }
    check(wanted.properties());
    Code alias = wanted.alias();
    int attempts = alias == null ? ATTEMPTS : ALIAS_ATTEMPTS;
    for (int attempt = 0; attempt < attempts; attempt++) {
      Code code = alias == null ? draw(wanted) : alias;
      switch (store.create(code, wanted.properties(), key, caller)) {
        case Outcome.Created(Link link) -> {
          return new Creation(link, true);
        }
        case Outcome.Known(Link link) -> {
          return new Creation(link, false);
        }
        case Outcome.KeyReused() -> throw keyReused();
        case Outcome.CodeTaken() -> {
          if (alias == null) {
            onCollision.run();
          } else if (key == null) {
            throw taken(alias);
          }
        }
      }
    }
    if (alias != null) {
      throw taken(alias);
    }
    throw new DependencyFailed("no free code found in " + ATTEMPTS + " attempts", null);
  }

  /** What the same request made when its {@code expiresAt} had not passed yet. */
  private Optional<Link> madeBefore(NewLink wanted, IdempotencyKey key, Caller caller) {
    if (!isPast(wanted.properties().expiresAt())) {
      return Optional.empty(); // the store finds it when it is offered the link
    }
    return switch (store.known(key, wanted.properties(), caller)) {
      case null -> Optional.empty();
      case Outcome.Known(Link link) -> Optional.of(link);
      case Outcome.KeyReused() -> throw keyReused();
    };
  }

  private static KeyReused keyReused() {
    return new KeyReused("this Idempotency-Key came with another request; use a new key");
  }

  static Taken taken(Code alias) {
    return new Taken("alias '%s' is in use; choose another".formatted(alias.value()));
  }

  /** A code to try. */
  Code draw(NewLink wanted) {
    return Code.random(random, wanted.drawnLength());
  }

  /** Throws InvalidInput if such a link must not be made. */
  void check(LinkProperties properties) {
    rules.check(properties.target());
    checkExpiry(properties.expiresAt());
  }

  private void checkExpiry(@Nullable Instant expiresAt) {
    if (isPast(expiresAt)) {
      throw new InvalidInput(
          "expiresAt is %s, must be in the future; to end a link now, set active to false"
              .formatted(expiresAt));
    }
  }

  private boolean isPast(@Nullable Instant expiresAt) {
    return expiresAt != null && !expiresAt.isAfter(clock.instant());
  }

  /** Changes a link that is the caller's, or whose edit secret it holds. */
  public Link update(Code code, LinkChange change, Caller caller) {
    if (change.target() != null) {
      rules.check(change.target());
    }
    checkExpiry(change.expiresAt());
    return done(store.update(code, change, caller));
  }

  /** Forgets such a link. */
  public void delete(Code code, Caller caller) {
    var unused = done(store.delete(code, caller));
  }

  private static Link done(Edit edit) {
    return switch (edit) {
      case Edit.Done(Link link) -> link;
      case Edit.Missing() -> throw new NotFound("There is no such link or page.");
      case Edit.Foreign() ->
          throw new NotAllowed(
              "the link is another's; an anonymous one's maker has its editSecret");
    };
  }
}
