package dev.labctl.shortener.click;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Counts of a few things, one or two more often than not, in the order of their coming. */
final class SmallCounts<K> {
  private Object[] keys = new Object[1];
  private long[] counts = new long[1];
  private int size;

  /** Counts one; true if it is the first of its kind. */
  boolean add(K key) {
    int at = indexOf(key);
    if (at < size) {
      counts[at]++;
      return false;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    keys[size] = key;
    counts[size] = 1;
    size++;
    return true;
  }

  boolean has(K key) {
    return indexOf(key) < size;
  }

  int size() {
    return size;
  }

  private int indexOf(K key) {
    int at = 0;
    while (at < size && !keys[at].equals(key)) {
      at++;
    }
    return at;
  }

  @SuppressWarnings("unchecked") // only add puts keys in
  Map<K, Long> toMap() {
    Map<K, Long> map = HashMap.newHashMap(size);
    for (int i = 0; i < size; i++) {
      map.put((K) keys[i], counts[i]);
    }
    return map;
  }
}
