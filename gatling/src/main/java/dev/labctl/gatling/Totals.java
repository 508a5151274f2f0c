package dev.labctl.gatling;

import java.util.concurrent.atomic.LongAdder;

/** The sums of the DONE line: the plan's own streams, without warm-up and control. Thread-safe. */
final class Totals {
  private final LongAdder achieved = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();

  void sent(Arrival arrival) {
    add(achieved, arrival);
  }

  void dropped(Arrival arrival) {
    add(dropped, arrival);
  }

  void failed(Arrival arrival) {
    add(failed, arrival);
  }

  private static void add(LongAdder adder, Arrival arrival) {
    if (arrival.counts()) {
      adder.increment();
    }
  }

  String json() {
    return "{\"offered\":%d,\"achieved\":%d,\"dropped\":%d,\"failed\":%d}"
        .formatted(achieved.sum() + dropped.sum(), achieved.sum(), dropped.sum(), failed.sum());
  }
}
