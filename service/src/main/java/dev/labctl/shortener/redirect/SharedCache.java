package dev.labctl.shortener.redirect;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Target;

/** The cache that all instances share. Every method may throw DependencyFailed. */
public interface SharedCache {
  /** What the cache knows of a code. */
  sealed interface Entry {
    record Hit(Target target) implements Entry {}

    /** Deleted moments ago: databases that lag may still have it. */
    record Deleted() implements Entry {}

    record Miss() implements Entry {}
  }

  Entry get(Code code);

  /** Keeps a target for a bounded time, unless the code is known already or was just deleted. */
  void putIfAbsent(Code code, Target target);

  /** Marks a code as deleted for longer than a replica lags. */
  void markDeleted(Code code);
}
