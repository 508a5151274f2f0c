package dev.labctl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.labctl.exit.LabctlException;
import dev.labctl.spec.LargestRemainder;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BoundedParetoTest {
  @Property(tries = 200)
  void theHotLinksTakeTheirShareAndNoLinkMoreThanAHotterOne(
      @ForAll @IntRange(min = 2, max = 3000) int links,
      @ForAll @DoubleRange(min = 0.01, max = 0.9) double hotRatio,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double share) {
    int hot = Math.max(1, (int) Math.round(hotRatio * links));
    Assume.that(hot < links && share >= (double) hot / links);

    List<LoadPlan.Bucket> buckets = BoundedPareto.fit(links, hot, share).buckets();

    assertThat(buckets).hasSize(links).allSatisfy(b -> assertThat(b.links()).isEqualTo(1));
    assertThat(buckets.stream().mapToDouble(LoadPlan.Bucket::share).sum())
        .isCloseTo(1, within(1e-9));
    assertThat(buckets.stream().limit(hot).mapToDouble(LoadPlan.Bucket::share).sum())
        .isCloseTo(share, within(1e-6));
    for (int i = 1; i < links; i++) {
      assertThat(buckets.get(i).share()).isLessThanOrEqualTo(buckets.get(i - 1).share() + 1e-12);
    }
  }

  @Property(tries = 200)
  void wholeLinksAddUpAndStayWithinOneOfTheirShare(
      @ForAll @IntRange(min = 1, max = 100_000) int total,
      @ForAll @DoubleRange(min = 0.0, max = 0.5) double a,
      @ForAll @DoubleRange(min = 0.0, max = 0.5) double b) {
    List<Double> shares = List.of(a, b, 1 - a - b);

    List<Integer> counts = LargestRemainder.split(total, shares);

    assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(total);
    for (int i = 0; i < shares.size(); i++) {
      assertThat((double) counts.get(i)).isCloseTo(shares.get(i) * total, within(1.0));
    }
  }

  @Test
  void refusesAShareBelowThatOfAUniformLaw() {
    assertThatThrownBy(() -> BoundedPareto.fit(10, 5, 0.3))
        .isInstanceOf(LabctlException.class)
        .hasMessage(
            "5 of 10 links cannot take 0.3 of the traffic as the hot ones;"
                + " must be from 0.5 to below 1");
  }
}
