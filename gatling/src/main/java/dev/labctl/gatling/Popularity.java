package dev.labctl.gatling;

import java.util.List;
import java.util.random.RandomGenerator;

/** Draws ranks (0 is the hottest) by buckets: a share per bucket, uniform inside it. */
final class Popularity {
  private final double[] upTo;
  private final int[] firstRank;

  Popularity(List<LoadPlan.Bucket> buckets) {
    upTo = new double[buckets.size()];
    firstRank = new int[buckets.size() + 1];
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += buckets.get(i).share();
      upTo[i] = sum;
      firstRank[i + 1] = firstRank[i] + buckets.get(i).links();
    }
    // Shares are decimal fractions: 0.6 + 0.3 + 0.1 is a little less than 1.
    upTo[upTo.length - 1] = Double.POSITIVE_INFINITY;
  }

  int links() {
    return firstRank[upTo.length];
  }

  int rank(RandomGenerator random) {
    double x = random.nextDouble();
    int low = 0;
    int high = upTo.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (x < upTo[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return random.nextInt(firstRank[low], firstRank[low + 1]);
  }

  /** The bucket that holds the rank, or the last one for a rank beyond them all. */
  int bucketOf(int rank) {
    for (int i = 0; i < upTo.length; i++) {
      if (rank < firstRank[i + 1]) {
        return i;
      }
    }
    return upTo.length - 1;
  }
}
