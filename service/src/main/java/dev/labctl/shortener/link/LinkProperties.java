package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What its owner decides about a link.
 *
 * @param expiresAt from when on it is gone, or null: never
 * @param maxVisits after how many visits it is gone, from 1, or null: never
 * @param tags at most 20
 * @param validSince before it the link is not there yet, or null: it always was
 * @param title what people call it, or null
 * @param crawlable whether robots.txt lets crawlers follow it
 * @param forwardQuery whether a visit's query is passed on to the target
 */
public record LinkProperties(
    Target target,
    RedirectStatus status,
    boolean active,
    @Nullable Instant expiresAt,
    @Nullable Long maxVisits,
    SortedSet<Tag> tags,
    @Nullable Instant validSince,
    @Nullable Title title,
    boolean crawlable,
    boolean forwardQuery) {
  /** Most tags of a link. */
  public static final int MAX_TAGS = 20;

  public LinkProperties {
    requireVisits(maxVisits);
    tags = tags(tags);
  }

  /** Those of a link that has no more than these. */
  public LinkProperties(
      Target target,
      RedirectStatus status,
      boolean active,
      @Nullable Instant expiresAt,
      @Nullable Long maxVisits,
      SortedSet<Tag> tags) {
    this(target, status, active, expiresAt, maxVisits, tags, null, null, false, false);
  }

  /** A link that only redirects. */
  public static LinkProperties to(Target target) {
    return new LinkProperties(
        target, RedirectStatus.FOUND, true, null, null, Collections.emptySortedSet());
  }

  static void requireVisits(@Nullable Long maxVisits) {
    if (maxVisits != null && maxVisits < 1) {
      throw new InvalidInput("maxVisits is " + maxVisits + ", must be at least 1");
    }
  }

  static SortedSet<Tag> tags(Set<Tag> tags) {
    if (tags.size() > MAX_TAGS) {
      throw new InvalidInput("%d tags, must be at most %d".formatted(tags.size(), MAX_TAGS));
    }
    return Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }
}
