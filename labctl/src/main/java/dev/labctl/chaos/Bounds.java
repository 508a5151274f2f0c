package dev.labctl.chaos;

import java.time.Duration;

/**
 * How long each step of an injection may take at most. What watches over an injection from outside
 * counts with their sum.
 *
 * @param arm its preparation, which has no effect on the system yet
 * @param inject the action itself
 * @param landing until it is seen
 * @param undo until it is taken back
 */
record Bounds(Duration arm, Duration inject, Duration landing, Duration undo) {
  /** A command or two of Docker's, an answer of Patroni's, a supervisor's restart. */
  static final Bounds USUAL =
      new Bounds(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60));

  Bounds inject(Duration longer) {
    return new Bounds(arm, longer, landing, undo);
  }

  Bounds landing(Duration longer) {
    return new Bounds(arm, inject, longer, undo);
  }

  /** All of them, for a fault that lasts so long. */
  Duration all(Duration length) {
    return arm.plus(inject).plus(landing).plus(length).plus(undo);
  }
}
