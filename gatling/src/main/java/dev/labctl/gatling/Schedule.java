package dev.labctl.gatling;

import static java.util.Comparator.comparingLong;

import java.util.ArrayList;
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

  synchronized Optional<Arrival> take() {
    Head head = heads.poll();
    if (head == null) {
      return Optional.empty();
    }
    advance(head.order(), head.stream());
    return Optional.of(head.arrival());
  }

  /** Takes what is due at or before the instant: arrivals that nobody came for. */
  synchronized List<Arrival> takeDue(long nanos) {
    List<Arrival> due = new ArrayList<>();
    for (Head head = heads.peek();
        head != null && head.arrival().dueNanos() <= nanos;
        head = heads.peek()) {
      take().ifPresent(due::add);
    }
    return due;
  }

  synchronized boolean isEmpty() {
    return heads.isEmpty();
  }
}
