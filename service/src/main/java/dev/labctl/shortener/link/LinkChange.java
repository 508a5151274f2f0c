package dev.labctl.shortener.link;

import java.time.Instant;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What to change about a link; null leaves a property as it is. The properties that can be absent
 * say in a flag of their own whether they are to be set.
 *
 * @param setExpiresAt whether {@code expiresAt}, null included, replaces the old value
 * @param setMaxVisits whether {@code maxVisits}, null included, replaces the old value
 * @param setValidSince whether {@code validSince}, null included, replaces the old value
 * @param setTitle whether {@code title}, null included, replaces the old value
 */
public record LinkChange(
    @Nullable Target target,
    @Nullable RedirectStatus status,
    @Nullable Boolean active,
    boolean setExpiresAt,
    @Nullable Instant expiresAt,
    boolean setMaxVisits,
    @Nullable Long maxVisits,
    @Nullable SortedSet<Tag> tags,
    boolean setValidSince,
    @Nullable Instant validSince,
    boolean setTitle,
    @Nullable Title title,
    @Nullable Boolean crawlable,
    @Nullable Boolean forwardQuery) {
  public LinkChange {
    LinkProperties.requireVisits(maxVisits);
    tags = tags == null ? null : LinkProperties.tags(tags);
  }
}
