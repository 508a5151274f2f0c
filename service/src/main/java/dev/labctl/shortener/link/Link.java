package dev.labctl.shortener.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored link.
 *
 * @param visits how many of {@code maxVisits} are used; 0 where there is no such limit
 * @param owner the user that made it, or null: nobody's
 */
public record Link(
    Code code, LinkProperties properties, long visits, @Nullable Long owner, Instant createdAt) {
  /** Where it leads. */
  public Target target() {
    return properties.target();
  }

  /** True if there is a visit left. */
  public boolean hasVisitsLeft() {
    Long limit = properties.maxVisits();
    return limit == null || visits < limit;
  }

  /** What caches keep of it. */
  public Destination destination() {
    return new Destination(
        properties.target(),
        properties.status(),
        properties.active(),
        properties.expiresAt(),
        properties.maxVisits() != null,
        properties.validSince(),
        properties.forwardQuery());
  }
}
