package dev.labctl.shortener.click;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * What was counted and is not in a batch yet. A link takes its final and larger form only when it
 * is its turn, so that there are never many of those at a time.
 */
final class Counted {
  private final Queue<LinkTally> links;
  private int cells;

  /**
   * @param cells how many all of them have together
   */
  Counted(List<LinkTally> links, int cells) {
    this.links = new ArrayDeque<>(links);
    this.cells = cells;
  }

  /** How many cells the rest has. */
  int cells() {
    return cells;
  }

  /** How many links the rest has. */
  int links() {
    return links.size();
  }

  /** How many clicks the rest has. */
  long clicks() {
    return links.stream().mapToLong(LinkTally::clicks).sum();
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  /**
   * Takes the next links out, one at least.
   *
   * @param maxBytes how much all but the first may have
   */
  List<LinkClicks> next(int maxLinks, int maxBytes) {
    List<LinkClicks> taken = new ArrayList<>();
    int bytes = 0;
    while (taken.size() < maxLinks && !links.isEmpty()) {
      LinkTally tally = links.element();
      LinkClicks link = tally.counted();
      bytes += link.bytes();
      if (bytes > maxBytes && !taken.isEmpty()) {
        break;
      }
      links.remove();
      cells -= tally.cells();
      taken.add(link);
    }
    return taken;
  }
}
