package dev.labctl.shortener.redirect;

import dev.labctl.shortener.link.Code;
import java.time.Instant;
import java.util.List;

/** The links that were edited or deleted; may throw DependencyFailed. */
public interface RecentChanges {
  /**
   * Those since a moment, each once.
   *
   * @param limit at most so many, the latest
   */
  List<Code> since(Instant from, int limit);
}
