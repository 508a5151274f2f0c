package dev.labctl.prometheus;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A time series at a step of one second.
 *
 * @param values by Unix second; a missing second had no sample
 */
public record TimeSeries(Map<String, String> labels, NavigableMap<Long, Double> values) {
  public TimeSeries {
    labels = Map.copyOf(labels);
    values = java.util.Collections.unmodifiableNavigableMap(new TreeMap<>(values));
  }

  /** A label's value, empty when it has none. */
  public String label(String name) {
    return labels.getOrDefault(name, "");
  }

  /** The value of a cumulative counter at a second: its last sample until then, 0 before any. */
  public double counterAt(long second) {
    var sample = values.floorEntry(second);
    return sample == null ? 0 : sample.getValue();
  }

  /** Growth of a cumulative counter in {@code (from, to]}; 0 or more. */
  public double growth(long from, long to) {
    return Math.max(0, counterAt(to) - counterAt(from));
  }

  /**
   * Growth in {@code (from, to]} of a counter that begins anew with its process: what it grew by,
   * whichever process counted.
   */
  public double increase(long from, long to) {
    double sum = 0;
    double last = counterAt(from);
    for (double value : values.subMap(from, false, to, true).values()) {
      sum += value >= last ? value - last : value;
      last = value;
    }
    return sum;
  }
}
