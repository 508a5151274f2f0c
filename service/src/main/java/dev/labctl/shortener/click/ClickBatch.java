package dev.labctl.shortener.click;

import java.util.List;
import java.util.UUID;

/**
 * Counts on their way, with a name under which they are applied once however often they arrive: the
 * producer gives its batches consecutive numbers and hands the next one on only after the one
 * before, so that a batch is new exactly if its number is above its producer's last one.
 *
 * @param producer one run of one instance
 * @param sequence 1 for its first batch
 */
public record ClickBatch(UUID producer, long sequence, List<LinkClicks> links) {
  public ClickBatch {
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence is " + sequence + ", must be 1 or more");
    }
    links = List.copyOf(links);
  }

  /** All clicks in it. */
  public long clicks() {
    return links.stream()
        .flatMap(link -> link.minutes().stream())
        .mapToLong(LinkClicks.Minute::clicks)
        .sum();
  }
}
