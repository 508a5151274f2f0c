package dev.labctl.chaos;

import dev.labctl.journal.Obligation;

/** Bounds a fault from outside labctl. */
@FunctionalInterface
public interface Watchdog {
  /**
   * Sees to it that the obligation is met even when this process dies or hangs; returns when it is
   * on guard. It ends by itself when the obligation is settled in the journal.
   */
  void guard(Obligation obligation);
}
