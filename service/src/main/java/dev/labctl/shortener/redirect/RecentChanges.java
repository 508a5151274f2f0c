package dev.labctl.shortener.redirect;

import dev.labctl.shortener.link.Code;
import java.time.Instant;
import java.util.List;

/**
 * The links that were edited or deleted, and the new ones that a release before this one would
 * cache wrongly; may throw DependencyFailed.
 */
public interface RecentChanges {
  /**
   * Those since a moment, each once.
   *
   * @param limit at most so many of each kind, the latest
   */
  List<Code> since(Instant from, int limit);
}
