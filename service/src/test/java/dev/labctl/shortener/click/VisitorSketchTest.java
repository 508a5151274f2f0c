package dev.labctl.shortener.click;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VisitorSketchTest {
  private static final double STANDARD_ERROR = 1.04 / Math.sqrt(2048);

  @Property(tries = 200)
  void estimatesWithinFiveStandardErrors(
      @ForAll @IntRange(max = 200_000) int visitors, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    VisitorSketch sketch = new VisitorSketch();
    for (int i = 0; i < visitors; i++) {
      long hash = random.nextLong();
      sketch.add(VisitorSketch.register(hash));
      sketch.add(VisitorSketch.register(hash));
    }
    assertThat((double) VisitorSketch.estimate(sketch.entries()))
        .isCloseTo(visitors, within(2 + 5 * STANDARD_ERROR * visitors));
  }

  @Property(tries = 100)
  void registersMergedByTheirMaximumCountTheUnion(
      @ForAll @IntRange(max = 500) int left,
      @ForAll @IntRange(max = 500) int right,
      @ForAll long seed) {
    long[] hashes = new SplittableRandom(seed).longs(1_000).toArray();
    VisitorSketch one = new VisitorSketch();
    VisitorSketch two = new VisitorSketch();
    VisitorSketch both = new VisitorSketch();
    // They share those between left and left + 100.
    IntStream.range(0, left + 100).forEach(i -> one.add(VisitorSketch.register(hashes[i % 1_000])));
    IntStream.range(left, left + right)
        .forEach(i -> two.add(VisitorSketch.register(hashes[i % 1_000])));
    IntStream.range(0, Math.max(left + 100, left + right))
        .forEach(i -> both.add(VisitorSketch.register(hashes[i % 1_000])));
    Map<Integer, Integer> merged = new HashMap<>();
    for (VisitorSketch sketch : new VisitorSketch[] {one, two}) {
      for (int entry : sketch.entries()) {
        merged.merge(entry >> 5, entry, Math::max);
      }
    }
    assertThat(merged.values())
        .containsExactlyInAnyOrder(IntStream.of(both.entries()).boxed().toArray(Integer[]::new));
  }

  @Test
  void saysWhetherItGrewAndNeverBeyondItsRegisters() {
    VisitorSketch sketch = new VisitorSketch();
    SplittableRandom random = new SplittableRandom(7);
    int grown = 0;
    for (int i = 0; i < 100_000; i++) {
      grown += sketch.add(VisitorSketch.register(random.nextLong())) ? 1 : 0;
    }
    assertThat(grown).isEqualTo(2048);
    assertThat(sketch.entries()).hasSize(2048);
    assertThat(sketch.add(VisitorSketch.register(0L))).isFalse();
    assertThat(VisitorSketch.estimate(new int[0])).isZero();
  }
}
