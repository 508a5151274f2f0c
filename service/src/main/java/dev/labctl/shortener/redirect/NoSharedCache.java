package dev.labctl.shortener.redirect;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;

/** The shared cache of those who want none: knows nothing and keeps nothing. */
public final class NoSharedCache implements SharedCache {
  @Override
  public Entry get(Code code) {
    return new Entry.Miss();
  }

  @Override
  public void putIfAbsent(Code code, Destination destination) {
    // Nothing is kept.
  }

  @Override
  public void markChanged(Code code) {
    // Nothing is kept that an edit could make wrong.
  }

  @Override
  public void markDeleted(Code code) {
    // Nothing is kept that a deletion could make wrong.
  }
}
