package dev.labctl.shortener.click;

import dev.labctl.shortener.guard.Fallback;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.LinkQuery.Owners;
import dev.labctl.shortener.link.Tag;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Asks a replica, which has the counts a moment later, and the primary while it is away. */
public record FallbackStatistics(Fallback<ClickStatistics> statistics) implements ClickStatistics {
  @Override
  public Stats stats(Code code, StatsQuery query) {
    return statistics.ask(s -> s.stats(code, query));
  }

  @Override
  public SortedMap<Instant, Long> series(Owners owners, StatsQuery query) {
    return statistics.ask(s -> s.series(owners, query));
  }

  @Override
  public Map<Code, VisitCount> counts(Collection<Code> codes) {
    return statistics.ask(s -> s.counts(codes));
  }

  @Override
  public VisitCount count(Owners owners, @Nullable Tag tag) {
    return statistics.ask(s -> s.count(owners, tag));
  }

  @Override
  public Map<Tag, VisitCount> countsByTag(Owners owners) {
    return statistics.ask(s -> s.countsByTag(owners));
  }

  @Override
  public List<Visit> visits(Code code) {
    return statistics.ask(s -> s.visits(code));
  }

  @Override
  public List<LinkVisit> visits(Owners owners, @Nullable Tag tag, int limit) {
    return statistics.ask(s -> s.visits(owners, tag, limit));
  }
}
