package dev.labctl.shortener.redirect;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;

/** The cache that all instances share. Every method may throw DependencyFailed. */
public interface SharedCache {
  /** What the cache knows of a code. */
  sealed interface Entry {
    record Hit(Destination destination) implements Entry {}

    /** Deleted moments ago: databases that lag may still have it. */
    record Deleted() implements Entry {}

    /** Edited moments ago: only the primary is sure to have it as it is now. */
    record Changed() implements Entry {}

    record Miss() implements Entry {}
  }

  Entry get(Code code);

  /** Keeps a destination, unless the code is known already or was just edited or deleted. */
  void putIfAbsent(Code code, Destination destination);

  /**
   * Marks a code as edited for longer than a replica lags, whatever is known of it, and tells the
   * other instances.
   */
  void markChanged(Code code);

  /** Marks a code as deleted for longer than a replica lags, and tells the other instances. */
  void markDeleted(Code code);
}
