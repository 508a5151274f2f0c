package dev.labctl.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class RateCurveTest {
  @Provide
  Arbitrary<List<LoadPlan.Stage>> stages() {
    Arbitrary<Double> rate =
        Arbitraries.oneOf(Arbitraries.just(0.0), Arbitraries.doubles().between(0, 300));
    return Combinators.combine(Arbitraries.doubles().between(0.1, 20), rate)
        .as(LoadPlan.Stage::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Property(tries = 300)
  void hasAsManyArrivalsAsTheRatesIntegral(
      @ForAll @DoubleRange(min = 0, max = 300) double startRate,
      @ForAll("stages") List<LoadPlan.Stage> stages) {
    assertThat((double) new RateCurve(0, startRate, stages).count())
        .isCloseTo(integral(startRate, stages, Double.MAX_VALUE), within(1.0));
  }

  @Property(tries = 300)
  void hasProducedTheIntegralAtEachDueInstant(
      @ForAll @DoubleRange(min = 0, max = 300) double startRate,
      @ForAll("stages") List<LoadPlan.Stage> stages) {
    RateCurve curve = new RateCurve(0, startRate, stages);
    for (long k = 0; k < curve.count(); k += 7) {
      assertThat(integral(startRate, stages, curve.dueNanos(k) / 1e9))
          .as("arrivals until arrival %s is due", k)
          .isCloseTo(k + 0.5, within(0.01));
    }
  }

  @Property(tries = 300)
  void neverGoesBackInTime(
      @ForAll @DoubleRange(min = 0, max = 300) double startRate,
      @ForAll("stages") List<LoadPlan.Stage> stages) {
    RateCurve curve = new RateCurve(-3, startRate, stages);
    long[] dues = LongStream.range(0, curve.count()).map(curve::dueNanos).toArray();
    assertThat(dues).isSorted();
    assertThat(LongStream.of(dues))
        .allMatch(due -> due >= -3_000_000_000L && due <= curve.endSeconds() * 1e9 + 1_000);
  }

  @Test
  void spacesAFlatRateEvenly() {
    RateCurve curve = new RateCurve(0, 200, List.of(new LoadPlan.Stage(10, 200)));
    assertThat(curve.count()).isEqualTo(2000);
    assertThat(curve.dueNanos(0)).isEqualTo(2_500_000);
    assertThat(curve.dueNanos(1999)).isEqualTo(9_997_500_000L);
  }

  @Test
  void isSilentAtRateZero() {
    RateCurve curve =
        new RateCurve(0, 0, List.of(new LoadPlan.Stage(120, 0), new LoadPlan.Stage(2, 10)));
    assertThat(curve.count()).isEqualTo(10);
    assertThat(curve.dueNanos(0)).isGreaterThan(120_000_000_000L);
  }

  /** The integral of the rate up to an instant, by the trapezium rule. */
  private static double integral(double startRate, List<LoadPlan.Stage> stages, double until) {
    double sum = 0;
    double at = 0;
    double rate = startRate;
    for (LoadPlan.Stage stage : stages) {
      double length = Math.clamp(until - at, 0, stage.seconds());
      double reached = rate + (stage.toRate() - rate) * length / stage.seconds();
      sum += (rate + reached) / 2 * length;
      at += stage.seconds();
      rate = stage.toRate();
    }
    return sum;
  }
}
