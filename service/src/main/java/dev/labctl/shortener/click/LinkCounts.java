package dev.labctl.shortener.click;

import dev.labctl.shortener.link.Code;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of one link from its second click on. There may be thousands of them at a time,
 * each with one minute, one referrer and one agent, and every collection of young garbage copies
 * what they hold: small arrays and chains instead of maps.
 */
final class LinkCounts {
  private static final int MAX_REFERRERS = 50; // a link, a day and a batch

  private final Visits visits = new Visits();
  // The newest first: of nearly all clicks it is the one.
  private @Nullable Minute minutes;

  /**
   * Counts a click.
   *
   * @param roomForNames whether it may bring what there was not before: a referrer, a visitor
   * @param roomForVisit whether it may be kept as a single visit that takes no other's place
   * @return how many cells it needed
   */
  int add(SeenClick click, boolean roomForNames, boolean roomForVisit) {
    int cells = 0;
    Minute at = at(click.minute());
    if (at == null) {
      at = begin(click.minute());
      cells++;
    }
    at.clicks++;
    Day day = at.day;
    if (day.agents.add(click.agent())) {
      cells++;
    }
    ReferrerHost host = click.referrer();
    if (!day.referrers.has(host) && (!roomForNames || day.referrers.size() >= MAX_REFERRERS)) {
      host = ReferrerHost.OTHER;
    }
    if (day.referrers.add(host)) {
      cells++;
    }
    if (roomForNames && day.visitors.add(click.visitor())) {
      cells++;
    }
    if (visits.add(click.atMillis(), host, click.agent(), roomForVisit)) {
      cells++;
    }
    return cells;
  }

  /** Whether something of the minute was counted. */
  boolean has(long minute) {
    return at(minute) != null;
  }

  /** A minute's clicks. */
  private static final class Minute {
    final long minute;
    final Day day;
    final @Nullable Minute before;
    long clicks;

    private Minute(long minute, Day day, @Nullable Minute before) {
      this.minute = minute;
      this.day = day;
      this.before = before;
    }
  }

  /** What is counted by the day. */
  private static final class Day {
    final LocalDate date;
    final SmallCounts<ReferrerHost> referrers = new SmallCounts<>();
    final SmallCounts<AgentFamily> agents = new SmallCounts<>();
    final VisitorSketch visitors = new VisitorSketch();

    private Day(LocalDate date) {
      this.date = date;
    }

    private LinkClicks.Day counted() {
      return new LinkClicks.Day(
          date,
          referrers.toMap(),
          agents.toMap(),
          Arrays.stream(visitors.entries()).boxed().toList());
    }
  }

  private @Nullable Minute at(long minute) {
    Minute at = minutes;
    while (at != null && at.minute != minute) {
      at = at.before;
    }
    return at;
  }

  private Minute begin(long minute) {
    LocalDate date = SeenClick.day(minute);
    Minute same = minutes;
    while (same != null && !same.day.date.equals(date)) {
      same = same.before;
    }
    minutes = new Minute(minute, same == null ? new Day(date) : same.day, minutes);
    return minutes;
  }

  /** All clicks. */
  long clicks() {
    long clicks = 0;
    for (Minute m = minutes; m != null; m = m.before) {
      clicks += m.clicks;
    }
    return clicks;
  }

  /** As it travels. */
  LinkClicks counted(Code code) {
    List<LinkClicks.Minute> counted = new ArrayList<>(2);
    List<Day> days = new ArrayList<>(1);
    for (Minute m = minutes; m != null; m = m.before) {
      counted.add(
          new LinkClicks.Minute(Instant.ofEpochMilli(m.minute * SeenClick.MINUTE), m.clicks));
      if (!days.contains(m.day)) {
        days.add(m.day);
      }
    }
    return new LinkClicks(
        code,
        counted.reversed(),
        days.reversed().stream().map(Day::counted).toList(),
        visits.newestFirst());
  }

  /** The latest few visits. */
  private static final class Visits {
    private static final int MOST = 10; // a link and a batch

    private long[] at = new long[2];
    private ReferrerHost[] referrers = new ReferrerHost[2];
    private AgentFamily[] agents = new AgentFamily[2];
    private int seen; // the next one's place is that of the oldest once all are taken

    /**
     * Keeps a visit.
     *
     * @param mayGrow whether there is room for one more, else it takes the oldest one's place
     * @return whether there is one more
     */
    boolean add(long atMillis, ReferrerHost referrer, AgentFamily agent, boolean mayGrow) {
      if (seen < MOST && !mayGrow) {
        return false;
      }
      if (seen == at.length && seen < MOST) {
        int size = Math.min(2 * seen, MOST);
        at = Arrays.copyOf(at, size);
        referrers = Arrays.copyOf(referrers, size);
        agents = Arrays.copyOf(agents, size);
      }
      boolean more = seen < MOST;
      int place = seen % MOST;
      at[place] = atMillis;
      referrers[place] = referrer;
      agents[place] = agent;
      // Past MOST it goes round, and stays small.
      seen = seen + 1 < 2 * MOST ? seen + 1 : MOST;
      return more;
    }

    List<Visit> newestFirst() {
      List<Visit> visits = new ArrayList<>(Math.min(seen, MOST));
      for (int i = 1; i <= Math.min(seen, MOST); i++) {
        int place = Math.floorMod(seen - i, MOST);
        visits.add(new Visit(Instant.ofEpochMilli(at[place]), referrers[place], agents[place]));
      }
      return visits;
    }
  }
}
