package dev.labctl.shortener.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that a redirect needs to know of a link, and all that caches keep.
 *
 * @param expiresAt from when on the link is gone, or null: never
 * @param counted whether each visit has to be allowed by the database
 */
public record Destination(
    Target target,
    RedirectStatus status,
    boolean active,
    @Nullable Instant expiresAt,
    boolean counted) {
  /** True if the link redirects at this time of the epoch, its visits not being used up. */
  public boolean isOpen(long nowMillis) {
    return active && (expiresAt == null || nowMillis < expiresAt.toEpochMilli());
  }
}
