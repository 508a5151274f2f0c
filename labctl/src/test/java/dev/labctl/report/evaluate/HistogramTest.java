package dev.labctl.report.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

class HistogramTest {
  private static final double[] BOUNDS = {0.001, 0.01, 0.05, 0.1, 0.5, 1, 2.5};

  @Example
  void interpolatesInsideABucketAsPrometheusDoes() {
    // histogram_quantile(0.5, …) of 10 observations below 0.1 and 10 between 0.1 and 0.2 is 0.1.
    Histogram histogram =
        new Histogram(new TreeMap<>(Map.of(0.1, 10.0, 0.2, 20.0, Double.POSITIVE_INFINITY, 20.0)));

    assertThat(histogram.quantile(0.5, null)).isCloseTo(0.1, within(1e-9));
    assertThat(histogram.quantile(0.75, null)).isCloseTo(0.15, within(1e-9));
    assertThat(histogram.quantile(0.75, 0.12)).isEqualTo(0.12);
  }

  @Example
  void nothingObservedHasNoQuantile() {
    assertThat(Histogram.empty().quantile(0.5, null)).isNull();
  }

  @Example
  void whatIsBeyondTheLastBoundReachesUpToTheLargest() {
    Histogram histogram =
        new Histogram(new TreeMap<>(Map.of(2.5, 0.0, Double.POSITIVE_INFINITY, 10.0)));

    assertThat(histogram.quantile(1, 3.1)).isCloseTo(3.1, within(1e-9));
    assertThat(histogram.quantile(0.9, null)).isEqualTo(2.5);
  }

  @Property(tries = 300)
  void quantilesAreMonotoneAndWithinBounds(
      @ForAll("observations") List<Double> observations,
      @ForAll @DoubleRange(min = 0, max = 1) double a,
      @ForAll @DoubleRange(min = 0, max = 1) double b) {
    double max = observations.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    Histogram histogram = of(observations);

    Double low = histogram.quantile(Math.min(a, b), max);
    Double high = histogram.quantile(Math.max(a, b), max);

    assertThat(low).isBetween(0.0, max);
    assertThat(high).isBetween(0.0, max).isGreaterThanOrEqualTo(low - 1e-12);
  }

  @Property(tries = 300)
  void aQuantileLiesInTheBucketOfTheTrueOne(
      @ForAll("observations") List<Double> observations,
      @ForAll @DoubleRange(min = 0.01, max = 1) double q) {
    List<Double> sorted = observations.stream().sorted().toList();
    double exact = sorted.get((int) Math.ceil(q * sorted.size() - 1e-9) - 1);
    double max = sorted.getLast();

    double estimate = of(observations).quantile(q, max);

    double lower = 0;
    for (double bound : BOUNDS) {
      if (exact <= bound) {
        assertThat(estimate).isBetween(Math.min(lower, max) - 1e-9, bound + 1e-9);
        return;
      }
      lower = bound;
    }
    assertThat(estimate).isBetween(lower - 1e-9, max + 1e-9);
  }

  @Property(tries = 200)
  void mergedHistogramsAreThatOfAllObservations(
      @ForAll("observations") List<Double> one, @ForAll("observations") List<Double> other) {
    var together = new java.util.ArrayList<>(one);
    together.addAll(other);

    assertThat(of(one).plus(of(other))).isEqualTo(of(together));
  }

  @Provide
  Arbitrary<List<Double>> observations() {
    return Arbitraries.doubles().between(0.0001, 4).ofScale(6).list().ofMinSize(1).ofMaxSize(60);
  }

  private static Histogram of(List<Double> observations) {
    var cumulative = new TreeMap<Double, Double>();
    for (double bound : BOUNDS) {
      cumulative.put(bound, (double) observations.stream().filter(o -> o <= bound).count());
    }
    cumulative.put(Double.POSITIVE_INFINITY, (double) observations.size());
    return new Histogram(cumulative);
  }
}
