package dev.labctl.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SeedTest {
  @Property(tries = 100)
  void whatOneConsumerDrawsChangesNothingForAnother(@ForAll long seed) {
    RandomGenerator probe = new Seed(seed).stream("probe");
    List<Integer> alone = draws(new Seed(seed).stream("target of kill"));
    draws(probe);

    assertThat(draws(new Seed(seed).stream("target of kill"))).isEqualTo(alone);
    assertThat(draws(new Seed(seed).stream("probe"))).isNotEqualTo(alone);
    assertThat(draws(new Seed(seed + 1).stream("target of kill"))).isNotEqualTo(alone);
  }

  private static List<Integer> draws(RandomGenerator random) {
    return random.ints(20, 0, 1000).boxed().toList();
  }
}
