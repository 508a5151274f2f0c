package dev.labctl.shortener.click;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.LinkQuery.Owners;
import dev.labctl.shortener.link.Tag;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Where counts are read, about a second behind the clicks. Every method is one statement and may
 * throw DependencyFailed.
 */
public interface ClickStatistics {
  /** A link's clicks over time and what they came from; none if there is no such link. */
  Stats stats(Code code, StatsQuery query);

  /**
   * The clicks of all links of somebody together, those deleted since included: each step that has
   * any, by its beginning. Hours are kept for two years, minutes for two days.
   */
  SortedMap<Instant, Long> series(Owners owners, StatsQuery query);

  /** The counts of these links; a link without clicks is missing. */
  Map<Code, VisitCount> counts(Collection<Code> codes);

  /**
   * The counts of all links of somebody together.
   *
   * @param tag only of links with this tag, or null
   */
  VisitCount count(Owners owners, @Nullable Tag tag);

  /** The counts of somebody's links by tag. */
  Map<Tag, VisitCount> countsByTag(Owners owners);

  /**
   * The latest single visits of a link, newest first: of each second at most the last 10 of each
   * instance, of each link the last 100. Fewer than were counted, and never made up.
   */
  List<Visit> visits(Code code);

  /**
   * The latest single visits of somebody's links, newest first, within the last two days.
   *
   * @param tag only of links with this tag, or null
   * @param limit at most so many
   */
  List<LinkVisit> visits(Owners owners, @Nullable Tag tag, int limit);

  /** A visit and the link that was visited. */
  record LinkVisit(Code code, Visit visit) {}
}
