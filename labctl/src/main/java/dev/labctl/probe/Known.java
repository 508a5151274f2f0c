package dev.labctl.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Acknowledged links that may be read. A visitor follows a link some time after its owner was given
 * it; reading one's own write within the replication lag is for the service's tests.
 */
final class Known {
  private static final Duration RIPE = Duration.ofSeconds(2);
  private final Deque<AcknowledgedLink> fresh = new ArrayDeque<>();
  private final List<AcknowledgedLink> ripe = new ArrayList<>();
  private final RandomGenerator random;

  Known(RandomGenerator random) {
    this.random = random;
  }

  record AcknowledgedLink(String code, String target, Instant acknowledged) {}

  synchronized void add(String code, String target, Instant acknowledged) {
    fresh.add(new AcknowledgedLink(code, target, acknowledged));
  }

  /** Any link acknowledged two seconds ago or more. */
  synchronized Optional<AcknowledgedLink> draw(Instant now) {
    for (AcknowledgedLink link = fresh.peek();
        link != null && !link.acknowledged().plus(RIPE).isAfter(now);
        link = fresh.peek()) {
      ripe.add(fresh.remove());
    }
    return ripe.isEmpty() ? Optional.empty() : Optional.of(ripe.get(random.nextInt(ripe.size())));
  }
}
