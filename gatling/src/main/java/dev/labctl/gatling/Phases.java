package dev.labctl.gatling;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The phase of a request, by its intended send time. A phase starts where labctl says and lasts
 * until the next one; instants are nanoseconds from T0. Thread-safe.
 */
final class Phases {
  /** The phase from T0 until labctl names another. */
  static final String STEADY = "steady";

  private final ConcurrentSkipListMap<Long, String> starts =
      new ConcurrentSkipListMap<>(Map.of(Long.MIN_VALUE, LoadPlan.WARMUP, 0L, STEADY));

  void start(String phase, long fromNanos) {
    starts.put(fromNanos, phase);
  }

  String at(long dueNanos) {
    return starts.floorEntry(dueNanos).getValue();
  }
}
