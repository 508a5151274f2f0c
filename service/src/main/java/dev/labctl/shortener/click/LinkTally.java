package dev.labctl.shortener.click;

import dev.labctl.shortener.link.Code;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of one link. Of a large collection most links have one click between two flushes,
 * and there are tens of thousands of them: that click is kept as it is, in one object instead of
 * some fifteen, so that collections of young garbage have less to copy.
 */
final class LinkTally {
  final Code code;
  private final SeenClick first;
  private @Nullable LinkCounts counts; // from the second click on, the first one's among them
  private int cells = 1;

  LinkTally(Code code, SeenClick first) {
    this.code = code;
    this.first = first;
  }

  /** Whether another click of that minute needs no more room than there is. */
  boolean has(long minute) {
    return counts != null && counts.has(minute);
  }

  /**
   * Counts one more click, as {@link LinkCounts#add} does.
   *
   * @return how many more cells are in use
   */
  int add(SeenClick click, boolean roomForNames, boolean roomForVisit) {
    int before = cells;
    LinkCounts all = counts;
    if (all == null) {
      all = new LinkCounts();
      cells = all.add(first, true, true);
      counts = all;
    }
    cells += all.add(click, roomForNames, roomForVisit);
    return cells - before;
  }

  /** How many cells are in use. */
  int cells() {
    return cells;
  }

  /** All clicks. */
  long clicks() {
    return counts == null ? 1 : counts.clicks();
  }

  /** As it travels. */
  LinkClicks counted() {
    LinkCounts all = counts;
    if (all == null) {
      all = new LinkCounts();
      var unused = all.add(first, true, true);
    }
    return all.counted(code);
  }
}
