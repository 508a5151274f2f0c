package dev.labctl.shortener.click;

/** Is told what becomes of the records that carry batches. */
public interface ConsumerObserver {
  /** A batch is applied, now or before. */
  void applied(long clicks);

  /** The database did not take a batch; it is tried again. */
  void failed();

  /** A record is no batch and is passed over. */
  void unreadable();
}
