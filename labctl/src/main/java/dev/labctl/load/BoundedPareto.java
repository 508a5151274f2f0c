package dev.labctl.load;

import dev.labctl.exit.LabctlException;
import java.util.ArrayList;
import java.util.List;

/**
 * Popularity by rank after a power law on [1, links + 1), its exponent fitted so that the first
 * {@code hot} links take {@code share} of the traffic. A link's part is the integral over its rank,
 * so the fit has a closed form and parts never grow with rank.
 */
record BoundedPareto(int links, double exponent) {
  /** Far beyond what a share of 1 - 1e-9 on one of two links needs. */
  private static final double STEEPEST = 64;

  private static final int STEPS = 200;

  /**
   * Fits the exponent.
   *
   * @param hot 1..links
   * @param share of the traffic, from hot/links (uniform) to below 1
   */
  static BoundedPareto fit(int links, int hot, double share) {
    double uniform = (double) hot / links;
    if (hot < 1 || hot >= links || share >= 1 || share < uniform - 1e-9) {
      throw LabctlException.usage(
          "%d of %d links cannot take %s of the traffic as the hot ones; must be from %s to below 1"
              .formatted(hot, links, share, uniform));
    }
    double low = 0;
    double high = STEEPEST;
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (new BoundedPareto(links, middle).shareOfFirst(hot) < share) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new BoundedPareto(links, (low + high) / 2);
  }

  /** What the first {@code count} links take together. */
  double shareOfFirst(int count) {
    return mass(1, count + 1.0) / mass(1, links + 1.0);
  }

  /** One bucket a link, hottest first; shares sum to 1. */
  List<LoadPlan.Bucket> buckets() {
    double all = mass(1, links + 1.0);
    List<LoadPlan.Bucket> buckets = new ArrayList<>(links);
    for (int rank = 1; rank <= links; rank++) {
      buckets.add(new LoadPlan.Bucket(1, mass(rank, rank + 1.0) / all));
    }
    return buckets;
  }

  /** The integral of x^-exponent; expm1 keeps it exact where the exponent is close to 1. */
  private double mass(double from, double to) {
    double power = 1 - exponent;
    double log = Math.log(to / from);
    if (Math.abs(power * log) < 1e-14) {
      return Math.pow(from, power) * log;
    }
    return Math.pow(from, power) * Math.expm1(power * log) / power;
  }
}
