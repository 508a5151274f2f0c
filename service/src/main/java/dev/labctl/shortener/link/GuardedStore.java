package dev.labctl.shortener.link;

import dev.labctl.shortener.guard.CircuitBreaker;
import dev.labctl.shortener.user.Caller;
import java.util.List;
import java.util.Map;
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
  public Outcome create(
      Code code, LinkProperties properties, @Nullable IdempotencyKey key, Caller caller) {
    return breaker.call(() -> store.create(code, properties, key, caller));
  }

  @Override
  public List<Link> createAll(Map<Code, LinkProperties> links, Caller caller) {
    return breaker.call(() -> store.createAll(links, caller));
  }

  @Override
  public Edit update(Code code, LinkChange change, Caller caller) {
    return breaker.call(() -> store.update(code, change, caller));
  }

  @Override
  public Edit delete(Code code, Caller caller) {
    return breaker.call(() -> store.delete(code, caller));
  }

  @Override
  public boolean visit(Code code) {
    return breaker.call(() -> store.visit(code));
  }
}
