package dev.labctl.lab;

import java.util.List;

/**
 * A platform's promise of how a change is taken back. The platform makes it before the change and
 * is the only one who reads it; all others keep it and hand it back to {@link Platform#undo}, from
 * this process or, after a crash, from another. Doing it twice does no harm.
 *
 * @param platform the one that made it
 * @param kind which of its undos it is
 * @param arguments what that needs to know
 */
public record Undo(String platform, String kind, List<String> arguments) {
  public Undo {
    arguments = List.copyOf(arguments);
  }
}
