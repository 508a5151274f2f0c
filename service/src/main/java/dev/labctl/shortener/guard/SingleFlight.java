package dev.labctl.shortener.guard;

import dev.labctl.shortener.failure.ShortenerException;
import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** One load per key at a time: the first caller loads, the others wait for its result. */
public final class SingleFlight<K, V> {
  private final ConcurrentMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();
  private final Duration patience;

  /**
   * @param patience how long a waiting caller waits for the loading one, more than zero
   */
  public SingleFlight(Duration patience) {
    if (!patience.isPositive()) {
      throw new IllegalArgumentException("patience is " + patience + ", must be more than zero");
    }
    this.patience = patience;
  }

  /**
   * The loader's result, or its exception.
   *
   * @throws DependencyFailed when another caller's load takes longer than the patience
   */
  public V get(K key, Function<K, V> loader) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> running = flights.putIfAbsent(key, mine);
    return running == null ? lead(key, loader, mine) : follow(running);
  }

  private V lead(K key, Function<K, V> loader, CompletableFuture<V> flight) {
    try {
      V value = loader.apply(key);
      flight.complete(value);
      return value;
    } catch (ShortenerException e) {
      flight.completeExceptionally(e);
      throw e;
    } finally {
      flights.remove(key, flight);
      // An unforeseen exception must not leave the followers waiting for nobody.
      flight.completeExceptionally(new DependencyFailed("the shared lookup broke off", null));
    }
  }

  private V follow(CompletableFuture<V> flight) {
    try {
      return flight.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new DependencyFailed("the shared lookup failed", e.getCause());
    } catch (TimeoutException e) {
      throw new DependencyFailed("the shared lookup took longer than " + patience, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DependencyFailed("interrupted while waiting for the shared lookup", e);
    }
  }
}
