package dev.labctl.shortener.redirect;

import java.util.Locale;

/** The tier that answered a lookup. */
public enum Source {
  L1("L1"),
  REDIS("HIT"),
  REPLICA("MISS"),
  PRIMARY("MISS");

  private final String cacheStatus;

  Source(String cacheStatus) {
    this.cacheStatus = cacheStatus;
  }

  /** The value of {@code X-Cache}. */
  public String cacheStatus() {
    return cacheStatus;
  }

  /** The value of {@code X-Cache-Source} and of the metric's label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
