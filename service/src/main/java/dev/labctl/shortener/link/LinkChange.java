package dev.labctl.shortener.link;

import java.time.Instant;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What to change about a link; null leaves a property as it is. The two properties that can be
 * absent say in a flag of their own whether they are to be set.
 *
 * @param setExpiresAt whether {@code expiresAt}, null included, replaces the old value
 * @param setMaxVisits whether {@code maxVisits}, null included, replaces the old value
 */
public record LinkChange(
    @Nullable Target target,
    @Nullable RedirectStatus status,
    @Nullable Boolean active,
    boolean setExpiresAt,
    @Nullable Instant expiresAt,
    boolean setMaxVisits,
    @Nullable Long maxVisits,
    @Nullable SortedSet<Tag> tags) {
  public LinkChange {
    LinkProperties.requireVisits(maxVisits);
    tags = tags == null ? null : LinkProperties.tags(tags);
  }
}
