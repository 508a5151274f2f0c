package dev.labctl.run;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A run's seed. Each consumer draws from a stream of its own, which depends on the seed and the
 * consumer's name alone: how often another draws, and on which thread, changes nothing.
 */
record Seed(long value) {
  RandomGenerator stream(String consumer) {
    // SplittableRandom mixes its seed well, so that close values give unrelated streams.
    return new SplittableRandom(value * 31 + consumer.hashCode());
  }
}
