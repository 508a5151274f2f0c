package dev.labctl.prometheus;

import java.util.Map;

/** One element of an instant vector. */
public record Sample(Map<String, String> labels, double value) {
  public Sample {
    labels = Map.copyOf(labels);
  }

  /** A label's value, empty when it has none. */
  public String label(String name) {
    return labels.getOrDefault(name, "");
  }
}
