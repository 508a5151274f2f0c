package dev.labctl.shortener.audit;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events to list, the newest first; null leaves a filter out.
 *
 * @param entityId the entity's code or id; needs {@code entity}
 * @param actor only those that this user caused
 * @param from only those at or after this time
 * @param to only those before this time
 * @param before only those whose id is less: the next page
 * @param limit at most so many, 1 to 200
 */
public record EventQuery(
    @Nullable Entity entity,
    @Nullable String entityId,
    @Nullable Action action,
    @Nullable Long actor,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Long before,
    int limit) {
  /** Most events of one answer. */
  public static final int MAX_LIMIT = 200;

  public EventQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new InvalidInput("limit is %d, must be 1 to %d".formatted(limit, MAX_LIMIT));
    }
    if (entityId != null && entity == null) {
      throw new InvalidInput("id is given without entity; say of what it is the id");
    }
    if (from != null && to != null && !from.isBefore(to)) {
      throw new InvalidInput("from is %s, must be before to, which is %s".formatted(from, to));
    }
  }
}
