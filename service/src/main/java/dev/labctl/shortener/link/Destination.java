package dev.labctl.shortener.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that a redirect needs to know of a link, and all that caches keep.
 *
 * @param expiresAt from when on the link is gone, or null: never
 * @param counted whether each visit has to be allowed by the database
 * @param validSince before it the link is not there yet, or null: it always was
 * @param forwardQuery whether a visit's query is passed on to the target
 */
public record Destination(
    Target target,
    RedirectStatus status,
    boolean active,
    @Nullable Instant expiresAt,
    boolean counted,
    @Nullable Instant validSince,
    boolean forwardQuery) {
  /** Where a link leads that only redirects. */
  public static Destination plain(Target target) {
    return new Destination(target, RedirectStatus.FOUND, true, null, false, null, false);
  }

  /** True if the link is there at this time of the epoch, be it open or not. */
  public boolean isThere(long nowMillis) {
    return validSince == null || nowMillis >= validSince.toEpochMilli();
  }

  /** True if the link redirects at this time of the epoch, its visits not being used up. */
  public boolean isOpen(long nowMillis) {
    return active && (expiresAt == null || nowMillis < expiresAt.toEpochMilli());
  }
}
