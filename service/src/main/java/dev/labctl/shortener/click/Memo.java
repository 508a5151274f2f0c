package dev.labctl.shortener.click;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Remembers a function's results and forgets them all when they become too many. */
final class Memo<K extends @Nullable Object, V> {
  private final int limit;
  private final Function<K, V> function;
  private final Map<K, V> results = new HashMap<>();

  Memo(int limit, Function<K, V> function) {
    this.limit = limit;
    this.function = function;
  }

  V get(K key) {
    V known = results.get(key);
    if (known != null) {
      return known;
    }
    if (results.size() >= limit) {
      results.clear();
    }
    V result = function.apply(key);
    results.put(key, result);
    return result;
  }

  void clear() {
    results.clear();
  }
}
