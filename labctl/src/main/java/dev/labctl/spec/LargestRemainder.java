package dev.labctl.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Splits whole things by shares: rounded down, then one more for the largest remainders. */
public final class LargestRemainder {
  private LargestRemainder() {}

  /**
   * Splits.
   *
   * @param shares sum to 1
   * @return counts that sum to {@code total}; each within 1 of its exact share
   */
  public static List<Integer> split(int total, List<Double> shares) {
    List<Integer> counts = new ArrayList<>();
    shares.forEach(s -> counts.add((int) Math.floor(s * total + 1e-9)));
    int left = total - counts.stream().mapToInt(Integer::intValue).sum();
    Comparator<Integer> byRemainder =
        Comparator.comparingDouble(i -> shares.get(i) * total - counts.get(i));
    IntStream.range(0, shares.size())
        .boxed()
        .sorted(byRemainder.reversed())
        .limit(Math.max(left, 0))
        .toList()
        .forEach(i -> counts.set(i, counts.get(i) + 1));
    return counts;
  }
}
