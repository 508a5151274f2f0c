package dev.labctl.shortener.click;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * A link's clicks. The series is exact for the time asked for; the other three are kept by the day
 * and cover every day it touches.
 *
 * @param series each step with clicks, by its beginning
 * @param referrers most clicks first
 * @param agents most clicks first
 * @param uniqueVisitors an estimate, see {@link VisitorSketch}; who comes on two days counts twice
 */
public record Stats(
    SortedMap<Instant, Long> series,
    List<Share<ReferrerHost>> referrers,
    List<Share<AgentFamily>> agents,
    long uniqueVisitors) {

  /** How many clicks came from or through something. */
  public record Share<T>(T of, long clicks) {}

  /** Those of the days' clicks that programs made which follow links for others. */
  public long bots() {
    return agents.stream()
        .filter(share -> share.of() == AgentFamily.BOT)
        .mapToLong(Share::clicks)
        .sum();
  }

  /** All clicks of the series. */
  public long total() {
    return series.values().stream().mapToLong(Long::longValue).sum();
  }
}
