package dev.labctl.gatling;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.LongFunction;

/** The arrivals of one stream in due order, made one at a time. Not thread-safe. */
final class ArrivalStream implements Iterator<Arrival> {
  private final String name;
  private final RateCurve curve;
  private final LongFunction<Arrival.Work> work;
  private final long count;
  private long next;

  ArrivalStream(String name, RateCurve curve, LongFunction<Arrival.Work> work) {
    this.name = name;
    this.curve = curve;
    this.work = work;
    this.count = curve.count();
  }

  @Override
  public boolean hasNext() {
    return next < count;
  }

  @Override
  public Arrival next() {
    if (!hasNext()) {
      throw new NoSuchElementException("stream " + name + " has only " + count + " arrivals");
    }
    long k = next++;
    return new Arrival(name, curve.dueNanos(k), work.apply(k));
  }
}
