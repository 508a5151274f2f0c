package dev.labctl.shortener.click;

import java.time.Duration;

/** Is told how handing clicks on goes. */
public interface FlushObserver {
  /** A batch arrived. */
  void flushed(long clicks, Duration took);

  /** A batch did not, or not for sure; it is tried again. */
  void failed();
}
