package dev.labctl.shortener.redirect;

import dev.labctl.shortener.guard.CircuitBreaker;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;

/** A shared cache behind a circuit breaker. */
public final class GuardedCache implements SharedCache {
  private final SharedCache cache;
  private final CircuitBreaker breaker;

  public GuardedCache(SharedCache cache, CircuitBreaker breaker) {
    this.cache = cache;
    this.breaker = breaker;
  }

  @Override
  public Entry get(Code code) {
    return breaker.call(() -> cache.get(code));
  }

  @Override
  public void putIfAbsent(Code code, Destination destination) {
    breaker.run(() -> cache.putIfAbsent(code, destination));
  }

  @Override
  public void markChanged(Code code) {
    breaker.run(() -> cache.markChanged(code));
  }

  @Override
  public void markDeleted(Code code) {
    breaker.run(() -> cache.markDeleted(code));
  }
}
