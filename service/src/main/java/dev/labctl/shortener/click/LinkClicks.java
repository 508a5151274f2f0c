package dev.labctl.shortener.click;

import dev.labctl.shortener.link.Code;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was counted of one link in one batch.
 *
 * @param visits the latest few single visits, newest first
 */
public record LinkClicks(Code code, List<Minute> minutes, List<Day> days, List<Visit> visits) {
  public LinkClicks {
    minutes = List.copyOf(minutes);
    days = List.copyOf(days);
    visits = List.copyOf(visits);
  }

  /** How many single values it has. */
  int cells() {
    int cells = minutes.size() + visits.size();
    for (Day day : days) {
      cells += day.referrers().size() + day.agents().size() + day.visitors().size();
    }
    return cells;
  }

  /** About how many bytes it takes to send. */
  int bytes() {
    int bytes = 100 + 50 * minutes.size();
    for (Day day : days) {
      bytes += 100 + 25 * day.agents().size() + 6 * day.visitors().size();
      for (ReferrerHost host : day.referrers().keySet()) {
        bytes += 20 + host.value().length();
      }
    }
    for (Visit visit : visits) {
      bytes += 60 + visit.referrer().value().length();
    }
    return bytes;
  }

  /**
   * @param at the minute's beginning
   */
  public record Minute(Instant at, long clicks) {
    public Minute {
      if (!at.equals(at.truncatedTo(ChronoUnit.MINUTES)) || clicks < 1) {
        throw new IllegalArgumentException(
            "%d clicks at %s are not one or more of a whole minute".formatted(clicks, at));
      }
    }
  }

  /**
   * What is kept by the day, in UTC.
   *
   * @param visitors a {@link VisitorSketch}'s registers
   */
  public record Day(
      LocalDate date,
      Map<ReferrerHost, Long> referrers,
      Map<AgentFamily, Long> agents,
      List<Integer> visitors) {
    public Day {
      referrers = Map.copyOf(referrers);
      agents = Map.copyOf(agents);
      visitors = List.copyOf(visitors);
      if (Stream.concat(referrers.values().stream(), agents.values().stream())
              .anyMatch(clicks -> clicks < 1)
          || visitors.stream().anyMatch(register -> register < 0 || register > 0xFFFF)) {
        throw new IllegalArgumentException("a count of " + date + " is below 1, or no register");
      }
    }

    /** All clicks of the day. */
    public long clicks() {
      return agents.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Those by programs that follow links for others. */
    public long bots() {
      return agents.getOrDefault(AgentFamily.BOT, 0L);
    }
  }
}
