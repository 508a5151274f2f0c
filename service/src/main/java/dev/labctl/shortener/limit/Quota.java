package dev.labctl.shortener.limit;

import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.time.Duration;

/**
 * So many requests in so long a time: what a bucket holds, and how long an empty one takes to fill.
 */
public record Quota(int requests, Duration per) {
  private static final int MAX_REQUESTS = 1_000_000;
  private static final Duration MAX_PER = Duration.ofDays(1);

  public Quota {
    if (requests < 1 || requests > MAX_REQUESTS) {
      throw new Misconfigured(
          "requests is %d, must be 1 to %d".formatted(requests, MAX_REQUESTS), null);
    }
    if (!per.isPositive() || per.compareTo(MAX_PER) > 0) {
      throw new Misconfigured(
          "per is %s, must be more than 0s and at most a day".formatted(per), null);
    }
    if (per.toNanos() < requests) {
      throw new Misconfigured("%d requests in %s are no limit".formatted(requests, per), null);
    }
  }
}
