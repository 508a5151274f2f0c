package dev.labctl.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * Turns SIGINT, SIGTERM and SIGHUP (the terminal is gone) into an orderly end: the work is asked to
 * stop, undoes what it has done, and ends as any other, with an exit code of its own. Without it
 * the JVM would leave at once. A second signal changes nothing: the undo is under way.
 */
public final class Interruption implements AutoCloseable {
  private final Map<String, @Nullable Object> before = new HashMap<>();

  /**
   * @param onSignal called on a thread of its own when a signal arrives; must return at once
   */
  public Interruption(Runnable onSignal) {
    for (String signal : List.of("INT", "TERM", "HUP")) {
      before.put(signal, Signals.register(signal, onSignal));
    }
  }

  @Override
  public void close() {
    before.forEach(Signals::unregister);
  }
}
