package dev.labctl.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PopularityTest {
  private record Draft(int links, int weight) {}

  @Provide
  Arbitrary<List<LoadPlan.Bucket>> buckets() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 500), Arbitraries.integers().between(1, 100))
        .as(Draft::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(
            drafts -> {
              double total = drafts.stream().mapToInt(Draft::weight).sum();
              return drafts.stream()
                  .map(draft -> new LoadPlan.Bucket(draft.links(), draft.weight() / total))
                  .toList();
            });
  }

  @Property(tries = 100)
  void givesEachBucketItsShare(
      @ForAll("buckets") List<LoadPlan.Bucket> buckets, @ForAll long seed) {
    Popularity popularity = new Popularity(buckets);
    SplittableRandom random = new SplittableRandom(seed);
    int draws = 20_000;
    int[] seen = new int[buckets.size()];
    IntStream.range(0, draws).forEach(i -> seen[popularity.bucketOf(popularity.rank(random))]++);
    // Six standard deviations: a false alarm in a billion draws of this test.
    for (int i = 0; i < seen.length; i++) {
      double share = buckets.get(i).share();
      assertThat((double) seen[i] / draws)
          .isCloseTo(share, within(6 * Math.sqrt(share * (1 - share) / draws) + 1e-9));
    }
  }

  @Property(tries = 200)
  void drawsOnlyRanksThatExist(
      @ForAll("buckets") List<LoadPlan.Bucket> buckets, @ForAll long seed) {
    Popularity popularity = new Popularity(buckets);
    SplittableRandom random = new SplittableRandom(seed);
    assertThat(IntStream.range(0, 200).map(i -> popularity.rank(random)))
        .allMatch(rank -> rank >= 0 && rank < popularity.links());
  }

  @Test
  void isUniformInsideABucket() {
    Popularity popularity = new Popularity(List.of(new LoadPlan.Bucket(10, 1)));
    SplittableRandom random = new SplittableRandom(7);
    int[] seen = new int[10];
    IntStream.range(0, 20_000).forEach(i -> seen[popularity.rank(random)]++);
    assertThat(IntStream.of(seen)).allMatch(count -> count > 1_750 && count < 2_250);
  }
}
