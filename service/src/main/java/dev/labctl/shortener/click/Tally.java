package dev.labctl.shortener.click;

import dev.labctl.shortener.link.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts clicks until they are taken. Memory is bounded by the number of cells, which are what
 * counts need: a minute, a referrer, an agent, a register, a visit. Without a free cell a known
 * minute still counts, under the names that exist. For one thread at a time.
 */
final class Tally {
  private static final int MAX_REFERRERS = 50; // a link, a day and a batch

  private final VisitorHash visitors;
  private final Memo<@Nullable String, ReferrerHost> hosts = new Memo<>(1_024, ReferrerHost::of);
  private final Memo<@Nullable String, AgentFamily> families = new Memo<>(1_024, AgentFamily::of);
  private Map<Code, LinkTally> links = new HashMap<>();
  private int cells;

  Tally(VisitorHash visitors) {
    this.visitors = visitors;
  }

  /** How many cells are in use. */
  int cells() {
    return cells;
  }

  /**
   * Counts a click.
   *
   * @param maxCells how many cells there may be
   * @return false if there is no room for it
   */
  boolean add(Click click, int maxCells) {
    long minute = Math.floorDiv(click.atMillis(), LinkTally.MINUTE);
    LinkTally link = links.get(click.code());
    LinkTally.Minute at = link == null ? null : link.at(minute);
    boolean full = cells >= maxCells;
    if (full && at == null) {
      return false;
    }
    if (link == null) {
      link = new LinkTally(click.code());
      links.put(click.code(), link);
    }
    if (at == null) {
      at = link.begin(minute);
      cells++;
    }
    at.clicks++;
    LinkTally.Day day = at.day;
    AgentFamily family = families.get(click.userAgent());
    if (day.agents.add(family)) {
      cells++;
    }
    ReferrerHost host = hosts.get(click.referrer());
    if (!day.referrers.has(host) && (full || day.referrers.size() >= MAX_REFERRERS)) {
      host = ReferrerHost.OTHER;
    }
    if (day.referrers.add(host)) {
      cells++;
    }
    if (!full && day.visitors.add(visitors.of(click, day.date))) {
      cells++;
    }
    // The counts' room comes first: single visits are only examples.
    if (link.visits.add(click.atMillis(), host, family, cells < maxCells / 2)) {
      cells++;
    }
    return true;
  }

  /** All that was counted since it was last taken, in the codes' order. */
  Counted take() {
    List<LinkTally> taken = new ArrayList<>(links.values());
    taken.sort(Comparator.comparing(link -> link.code.value()));
    Counted counted = new Counted(taken, cells);
    links = new HashMap<>();
    cells = 0;
    visitors.forget();
    return counted;
  }
}
