package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.KeyReused;
import dev.labctl.shortener.link.LinkStore.Outcome;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Creates and deletes links. */
public final class Links {
  // With a billion links stored, five collisions in a row happen once in 5e17 creates.
  private static final int ATTEMPTS = 5;

  private final LinkStore store;
  private final RandomGenerator random;

  public Links(LinkStore store, RandomGenerator random) {
    this.store = store;
    this.random = random;
  }

  /** A create's answer; {@code fresh} is false if the idempotency key had been used before. */
  public record Creation(Link link, boolean fresh) {}

  /**
   * Creates a link, or finds the one that the key already made.
   *
   * @throws KeyReused if the key was used with another target
   * @throws DependencyFailed if the store cannot say that the link is stored: it may be
   */
  public Creation create(Target target, @Nullable IdempotencyKey key) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      switch (store.create(Code.random(random), target, key)) {
        case Outcome.Created(Link link) -> {
          return new Creation(link, true);
        }
        case Outcome.Known(Link link) -> {
          if (!link.target().equals(target)) {
            throw new KeyReused(
                "this Idempotency-Key made a link to another target; use a new key");
          }
          return new Creation(link, false);
        }
        case Outcome.CodeTaken() -> {}
      }
    }
    throw new DependencyFailed("no free code found in " + ATTEMPTS + " attempts", null);
  }

  /** Forgets a link; false if there was none. */
  public boolean delete(Code code) {
    return store.delete(code);
  }
}
