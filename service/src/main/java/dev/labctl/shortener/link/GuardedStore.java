package dev.labctl.shortener.link;

import dev.labctl.shortener.guard.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/** A link store behind a circuit breaker. */
public final class GuardedStore implements LinkStore {
  private final LinkStore store;
  private final CircuitBreaker breaker;

  public GuardedStore(LinkStore store, CircuitBreaker breaker) {
    this.store = store;
    this.breaker = breaker;
  }

  @Override
  public Outcome create(Code code, Target target, @Nullable IdempotencyKey key) {
    return breaker.call(() -> store.create(code, target, key));
  }

  @Override
  public boolean delete(Code code) {
    return breaker.call(() -> store.delete(code));
  }
}
