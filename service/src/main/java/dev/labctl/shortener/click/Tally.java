package dev.labctl.shortener.click;

import dev.labctl.shortener.link.Code;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts clicks until they are taken. Memory is bounded by the number of cells, which are what
 * counts need: a link's only click, or a minute, a referrer, an agent, a register, a visit. Without
 * a free cell a known minute of a link with more clicks than one still counts, under the names that
 * exist. For one thread at a time.
 */
final class Tally {
  private final VisitorHash visitors;
  private final Memo<@Nullable String, ReferrerHost> hosts = new Memo<>(1_024, ReferrerHost::of);
  private final Memo<@Nullable String, AgentFamily> families = new Memo<>(1_024, AgentFamily::of);
  private Map<Code, LinkTally> links = new HashMap<>();
  private int cells;
  private long dayOf; // a minute
  private LocalDate day = SeenClick.day(dayOf);

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
    long minute = SeenClick.minute(click.atMillis());
    LinkTally link = links.get(click.code());
    boolean full = cells >= maxCells;
    if (full && (link == null || !link.has(minute))) {
      return false;
    }
    SeenClick seen =
        new SeenClick(
            click.atMillis(),
            hosts.get(click.referrer()),
            families.get(click.userAgent()),
            VisitorSketch.register(visitors.of(click, day(minute))));
    if (link == null) {
      links.put(click.code(), new LinkTally(click.code(), seen));
      cells++;
    } else {
      // The counts' room comes first: single visits are only examples.
      cells += link.add(seen, !full, cells < maxCells / 2);
    }
    return true;
  }

  private LocalDate day(long minute) {
    if (minute != dayOf) {
      day = SeenClick.day(minute);
      dayOf = minute;
    }
    return day;
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
