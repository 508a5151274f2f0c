package dev.labctl.shortener.http;

import dev.labctl.shortener.failure.ShortenerException.Overloaded;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of the heap all requests' bodies and large answers may hold together. Who asks for more
 * than is left is told to come back: a refused request costs somebody a second, a heap that is full
 * costs everybody the process.
 */
final class BodyBudget {
  private static final int SHARE_OF_HEAP = 4;

  private final long all;
  private final AtomicLong taken = new AtomicLong();

  /** A quarter of the heap. */
  static BodyBudget ofHeap() {
    return new BodyBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  BodyBudget(long bytes) {
    this.all = bytes;
  }

  /**
   * Takes bytes out of the budget.
   *
   * @param many true for what may be large: it leaves a quarter to requests that are small
   * @throws Overloaded if so many are not left
   */
  void take(long bytes, boolean many) {
    long limit = many ? all - all / 4 : all;
    long before = taken.getAndAdd(bytes);
    if (before + bytes > limit) {
      taken.addAndGet(-bytes);
      throw new Overloaded("too much is being sent at once; try again in a moment");
    }
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}
