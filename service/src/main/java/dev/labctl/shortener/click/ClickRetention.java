package dev.labctl.shortener.click;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;

/** Forgets counts that are older than they are kept. */
public interface ClickRetention {
  /**
   * Deletes some of what is too old.
   *
   * @return whether there may be more
   * @throws DependencyFailed if it does not work out
   */
  boolean trim();
}
