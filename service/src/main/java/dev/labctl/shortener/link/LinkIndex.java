package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.link.LinkQuery.Owners;
import dev.labctl.shortener.user.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Links by page number, with totals, and the tags they have: what Shlink's interface asks for.
 * Totals cost a count of all that matches; {@link LinkCatalogue} has pages that cost the same
 * however many links there are. Every method is one statement and may throw DependencyFailed.
 */
public interface LinkIndex {
  /** What links are ordered by. */
  enum Order {
    CREATED,
    CODE,
    TARGET,
    TITLE,
    VISITS
  }

  /**
   * Which links.
   *
   * @param text only those whose code, target or a tag contains this in any case, or null
   * @param tags only those with these tags
   * @param allTags whether all of the tags are needed, or any
   * @param withoutTags none of those with these tags
   * @param allWithout whether it takes all of these to be left out, or any
   * @param from only those made then or later, or null
   * @param to only those made then or earlier, or null
   * @param openOnly none whose visits are used up
   * @param validOnly none that has expired
   * @param page from 1
   * @param size links in a page, 1 to 1,000
   */
  record Query(
      Owners owners,
      @Nullable String text,
      Set<Tag> tags,
      boolean allTags,
      Set<Tag> withoutTags,
      boolean allWithout,
      @Nullable Instant from,
      @Nullable Instant to,
      boolean openOnly,
      boolean validOnly,
      Order order,
      boolean descending,
      int page,
      int size) {
    /** Most links of a page. */
    public static final int MAX_SIZE = 1000;

    private static final int MAX_PAGE = 1_000_000;
    private static final long MAX_DEPTH = 100_000;

    public Query {
      if (page < 1 || page > MAX_PAGE) {
        throw new InvalidInput("page is %d, must be 1 to %d".formatted(page, MAX_PAGE));
      }
      if (size < 1 || size > MAX_SIZE) {
        throw new InvalidInput("itemsPerPage is %d, must be 1 to %d".formatted(size, MAX_SIZE));
      }
      if ((page - 1L) * size > MAX_DEPTH) {
        throw new InvalidInput(
            "page %d of %d is behind %d links, the deepest that pages reach; /api/links has cursors"
                .formatted(page, size, MAX_DEPTH));
      }
      tags = Set.copyOf(tags);
      withoutTags = Set.copyOf(withoutTags);
    }
  }

  /** A page, and how many links there are on all pages. */
  record Page(List<Link> links, long total) {}

  /** A tag and how many links have it. */
  record TagUse(Tag tag, long links) {}

  /** What became of a renaming. */
  enum Renaming {
    DONE,
    MISSING,
    CONFLICT
  }

  Page page(Query query);

  /**
   * The newest link of somebody's with just these properties, and with the alias if there is one.
   */
  Optional<Link> twin(Owners owners, NewLink wanted);

  /** The tags of somebody's links, in order. */
  List<TagUse> tags(Owners owners);

  /**
   * Renames a tag on the links of its caller, or on all for an admin, unless the new one is used.
   */
  Renaming rename(Tag from, Tag to, Caller.SignedIn caller);

  /** The active links that crawlers may follow, at most so many. */
  List<Code> crawlable(int limit);

  /**
   * Forgets the visits of a link of its caller's, or of any for an admin; says how many there were,
   * or empty if there is no such link. Those that count against {@code maxVisits} stay used.
   */
  OptionalLong deleteVisits(Code code, Caller.SignedIn caller);

  /** Takes tags off the links of its caller, or off all for an admin. */
  void remove(Set<Tag> tags, Caller.SignedIn caller);
}
