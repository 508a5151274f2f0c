package dev.labctl.gatling;

import static java.util.Comparator.comparingLong;

import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Streams merged by due time; handed out one arrival at a time. Thread-safe. */
final class Schedule {
  private record Head(Arrival arrival, int order, ArrivalStream stream) {}

  private final PriorityQueue<Head> heads =
      new PriorityQueue<>(
          comparingLong((Head head) -> head.arrival().dueNanos()).thenComparingInt(Head::order));

  Schedule(List<ArrivalStream> streams) {
    for (int i = 0; i < streams.size(); i++) {
      advance(i, streams.get(i));
    }
  }

  private void advance(int order, ArrivalStream stream) {
    if (stream.hasNext()) {
      heads.add(new Head(stream.next(), order, stream));
    }
  }

  /** The next arrival, unless it is due after the end. */
  synchronized Optional<Arrival> take(long endNanos) {
    if (!hasDue(endNanos)) {
      return Optional.empty();
    }
    Head head = heads.remove();
    advance(head.order(), head.stream());
    return Optional.of(head.arrival());
  }

  synchronized boolean hasDue(long endNanos) {
    Head head = heads.peek();
    return head != null && head.arrival().dueNanos() <= endNanos;
  }
}
