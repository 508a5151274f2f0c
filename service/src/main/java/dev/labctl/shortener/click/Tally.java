package dev.labctl.shortener.click;

import dev.labctl.shortener.link.Code;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts clicks until they are taken. Memory is bounded by the number of cells, which are what
 * counts need: a minute, a referrer, an agent, a register, a visit. Without a free cell a known
 * minute still counts, under the names that exist. For one thread at a time.
 */
final class Tally {
  private static final long MINUTE = 60_000;
  private static final long DAY = 24 * 60 * MINUTE;
  private static final int MAX_REFERRERS = 50; // a link, a day and a batch
  private static final int MAX_VISITS = 10; // a link and a batch

  private final VisitorHash visitors;
  private final Memo<@Nullable String, ReferrerHost> hosts = new Memo<>(1_024, ReferrerHost::of);
  private final Memo<@Nullable String, AgentFamily> families = new Memo<>(1_024, AgentFamily::of);
  private Map<Code, LinkTally> links = new HashMap<>();
  private int cells;

  Tally(VisitorHash visitors) {
    this.visitors = visitors;
  }

  private static final class LinkTally {
    final Map<Long, Long> minutes = new TreeMap<>();
    final Map<Long, DayTally> days = new TreeMap<>();
    final Deque<Visit> visits = new ArrayDeque<>(2);
  }

  private static final class DayTally {
    final Map<ReferrerHost, Long> referrers = new HashMap<>();
    final Map<AgentFamily, Long> agents = new EnumMap<>(AgentFamily.class);
    final VisitorSketch visitors = new VisitorSketch();
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
    long minute = Math.floorDiv(click.atMillis(), MINUTE);
    LinkTally link = links.get(click.code());
    boolean full = cells >= maxCells;
    if (full && (link == null || !link.minutes.containsKey(minute))) {
      return false;
    }
    if (link == null) {
      link = new LinkTally();
      links.put(click.code(), link);
    }
    if (link.minutes.merge(minute, 1L, Long::sum) == 1) {
      cells++;
    }
    long date = Math.floorDiv(click.atMillis(), DAY);
    DayTally day = link.days.computeIfAbsent(date, unused -> new DayTally());
    AgentFamily family = families.get(click.userAgent());
    if (day.agents.merge(family, 1L, Long::sum) == 1) {
      cells++;
    }
    ReferrerHost host = hosts.get(click.referrer());
    if (!day.referrers.containsKey(host) && (full || day.referrers.size() >= MAX_REFERRERS)) {
      host = ReferrerHost.OTHER;
    }
    if (day.referrers.merge(host, 1L, Long::sum) == 1) {
      cells++;
    }
    if (!full && day.visitors.add(visitors.of(click, LocalDate.ofEpochDay(date)))) {
      cells++;
    }
    remember(link, new Visit(Instant.ofEpochMilli(click.atMillis()), host, family), full);
    return true;
  }

  private void remember(LinkTally link, Visit visit, boolean full) {
    if (link.visits.size() == MAX_VISITS) {
      link.visits.removeLast();
    } else if (full) {
      return;
    } else {
      cells++;
    }
    link.visits.addFirst(visit);
  }

  /** All that was counted since it was last taken, in the codes' order. */
  List<LinkClicks> take() {
    List<LinkClicks> taken =
        links.entrySet().stream()
            .map(entry -> clicks(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparing(link -> link.code().value()))
            .toList();
    links = new HashMap<>();
    cells = 0;
    visitors.forget();
    return taken;
  }

  private static LinkClicks clicks(Code code, LinkTally link) {
    return new LinkClicks(
        code,
        link.minutes.entrySet().stream()
            .map(
                minute ->
                    new LinkClicks.Minute(
                        Instant.ofEpochMilli(minute.getKey() * MINUTE), minute.getValue()))
            .toList(),
        link.days.entrySet().stream()
            .map(day -> clicks(LocalDate.ofEpochDay(day.getKey()), day.getValue()))
            .toList(),
        List.copyOf(link.visits));
  }

  private static LinkClicks.Day clicks(LocalDate date, DayTally day) {
    return new LinkClicks.Day(
        date,
        day.referrers,
        day.agents,
        java.util.Arrays.stream(day.visitors.entries()).boxed().toList());
  }
}
