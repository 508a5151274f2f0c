package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.guard.CircuitBreaker;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks the primary, so that everybody sees what was just written, and a replica while it is away.
 */
public final class FallbackCatalogue implements LinkCatalogue {
  private final LinkCatalogue primary;
  private final CircuitBreaker primaryBreaker;
  private final LinkCatalogue replica;
  private final CircuitBreaker replicaBreaker;

  public FallbackCatalogue(
      LinkCatalogue primary,
      CircuitBreaker primaryBreaker,
      LinkCatalogue replica,
      CircuitBreaker replicaBreaker) {
    this.primary = primary;
    this.primaryBreaker = primaryBreaker;
    this.replica = replica;
    this.replicaBreaker = replicaBreaker;
  }

  @Override
  public Optional<Link> find(Code code) {
    return ask(catalogue -> catalogue.find(code));
  }

  @Override
  public List<Link> list(LinkQuery query) {
    return ask(catalogue -> catalogue.list(query));
  }

  private <T> T ask(Function<LinkCatalogue, T> question) {
    try {
      return primaryBreaker.call(() -> question.apply(primary));
    } catch (DependencyFailed e) {
      try {
        return replicaBreaker.call(() -> question.apply(replica));
      } catch (DependencyFailed second) {
        second.addSuppressed(e);
        throw second;
      }
    }
  }
}
