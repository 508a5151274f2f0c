package dev.labctl.shortener.click;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;

/** Where batches go. */
public interface ClickSink {
  /**
   * Hands a batch on, durably. A batch whose number is not above its producer's last one was here
   * before and changes nothing.
   *
   * @throws DependencyFailed if it is not known to have arrived: to be tried again, unchanged
   */
  void write(ClickBatch batch);
}
