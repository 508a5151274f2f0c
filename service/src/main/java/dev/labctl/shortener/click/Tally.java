package dev.labctl.shortener.click;

import dev.labctl.shortener.link.Code;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Arrays;
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
  private static final AgentFamily[] FAMILIES = AgentFamily.values();

  private final VisitorHash visitors;
  private final Memo<@Nullable String, ReferrerHost> hosts = new Memo<>(1_024, ReferrerHost::of);
  private final Memo<@Nullable String, AgentFamily> families = new Memo<>(1_024, AgentFamily::of);
  private Map<Code, LinkTally> links = new HashMap<>();
  private int cells;

  Tally(VisitorHash visitors) {
    this.visitors = visitors;
  }

  /** A count that grows in place. */
  private static final class Count {
    long value;
  }

  private static final class LinkTally {
    final Map<Long, MinuteTally> minutes = new TreeMap<>();
    final Map<LocalDate, DayTally> days = new TreeMap<>();
    final Deque<Visit> visits = new ArrayDeque<>(2);
    private @Nullable MinuteTally last;

    /** The minute, or null if nothing of it was counted: of nearly all clicks it is the last. */
    @Nullable MinuteTally at(long minute) {
      return last != null && last.minute == minute ? last : minutes.get(minute);
    }

    MinuteTally begin(long minute) {
      LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(minute * MINUTE, DAY));
      last = new MinuteTally(minute, days.computeIfAbsent(date, DayTally::new));
      minutes.put(minute, last);
      return last;
    }
  }

  private static final class MinuteTally {
    final long minute;
    final DayTally day;
    long clicks;

    MinuteTally(long minute, DayTally day) {
      this.minute = minute;
      this.day = day;
    }
  }

  private static final class DayTally {
    final LocalDate date;
    final Map<ReferrerHost, Count> referrers = new HashMap<>();
    final long[] agents = new long[FAMILIES.length];
    final VisitorSketch visitors = new VisitorSketch();

    DayTally(LocalDate date) {
      this.date = date;
    }
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
    MinuteTally at = link == null ? null : link.at(minute);
    boolean full = cells >= maxCells;
    if (full && at == null) {
      return false;
    }
    if (link == null) {
      link = new LinkTally();
      links.put(click.code(), link);
    }
    if (at == null) {
      at = link.begin(minute);
      cells++;
    }
    at.clicks++;
    DayTally day = at.day;
    AgentFamily family = families.get(click.userAgent());
    if (day.agents[family.ordinal()]++ == 0) {
      cells++;
    }
    ReferrerHost host = hosts.get(click.referrer());
    Count referred = day.referrers.get(host);
    if (referred == null && (full || day.referrers.size() >= MAX_REFERRERS)) {
      host = ReferrerHost.OTHER;
      referred = day.referrers.get(host);
    }
    if (referred == null) {
      referred = new Count();
      day.referrers.put(host, referred);
      cells++;
    }
    referred.value++;
    if (!full && day.visitors.add(visitors.of(click, day.date))) {
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
        link.minutes.values().stream()
            .map(m -> new LinkClicks.Minute(Instant.ofEpochMilli(m.minute * MINUTE), m.clicks))
            .toList(),
        link.days.values().stream().map(Tally::clicks).toList(),
        List.copyOf(link.visits));
  }

  private static LinkClicks.Day clicks(DayTally day) {
    Map<ReferrerHost, Long> referrers = new HashMap<>();
    day.referrers.forEach((host, count) -> referrers.put(host, count.value));
    Map<AgentFamily, Long> agents = new EnumMap<>(AgentFamily.class);
    for (AgentFamily family : FAMILIES) {
      if (day.agents[family.ordinal()] > 0) {
        agents.put(family, day.agents[family.ordinal()]);
      }
    }
    return new LinkClicks.Day(
        day.date, referrers, agents, Arrays.stream(day.visitors.entries()).boxed().toList());
  }
}
