package dev.labctl.shortener.click;

/**
 * All clicks that were ever counted.
 *
 * @param total all
 * @param bots those of them by programs that follow links for others
 */
public record VisitCount(long total, long bots) {
  /** None. */
  public static final VisitCount NONE = new VisitCount(0, 0);
}
