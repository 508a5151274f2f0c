package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import org.jspecify.annotations.Nullable;

/**
 * Which links to list, newest first.
 *
 * @param owners whose
 * @param limit at most so many, 1 to 200
 * @param after only those behind this place, or null: from the start
 * @param tag only those with this tag, or null
 * @param target only those whose target contains this text in any case, 3 to 200 characters, or
 *     null
 */
public record LinkQuery(
    Owners owners, int limit, @Nullable Cursor after, @Nullable Tag tag, @Nullable String target) {
  /** Most links of one answer. */
  public static final int MAX_LIMIT = 200;

  public LinkQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new InvalidInput("limit is %d, must be 1 to %d".formatted(limit, MAX_LIMIT));
    }
    if (target != null && (target.length() < 3 || target.length() > 200)) {
      throw new InvalidInput(
          "target has %d characters, must have 3 to 200".formatted(target.length()));
    }
  }

  /** Whose links. */
  public sealed interface Owners {
    /** Everybody's and nobody's. */
    record All() implements Owners {}

    /** Those that somebody made without signing in. */
    record Nobody() implements Owners {}

    /** One user's. */
    record User(long id) implements Owners {}
  }
}
