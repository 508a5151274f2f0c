package dev.labctl.shortener.postgres;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What statements are for; each has its share of a pool. */
public enum Purpose {
  /** Finding where a code leads. */
  REDIRECTS(4, true),
  /** Counting the visits of links that have a limit. */
  VISITS(2, false),
  /** Creating, changing and deleting links. */
  WRITES(6, false),
  /** Lists and searches of links and events. */
  LISTS(2, true),
  STATISTICS(2, true),
  /** Users, keys and sign-ins. */
  ACCESS(3, true),
  /** Clicks, visitors' salts, and changes that the caches missed. */
  BACKGROUND(3, false);

  private final int places;
  private final boolean ofReplicas;

  Purpose(int places, boolean ofReplicas) {
    this.places = places;
    this.ofReplicas = ofReplicas;
  }

  /** How many connections it may use at the same time. */
  int places() {
    return places;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Those that replicas are asked for. */
  static Set<Purpose> ofReplicas() {
    Set<Purpose> all = EnumSet.allOf(Purpose.class);
    all.removeIf(purpose -> !purpose.ofReplicas);
    return all;
  }

  /** Those that the primary is asked for. */
  static Set<Purpose> ofPrimary() {
    return EnumSet.copyOf(Arrays.asList(values()));
  }

  /** How many connections a pool for these needs. */
  static int places(Set<Purpose> purposes) {
    return purposes.stream().mapToInt(Purpose::places).sum();
  }
}
