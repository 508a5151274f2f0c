package dev.labctl.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What can be sent to processes. */
public enum Signal {
  HUP,
  TERM,
  KILL,
  STOP,
  CONT;

  /** Sends it to those of {@code targets} that still live, all in one go. */
  public void send(ProcFs proc, Collection<Identity> targets) {
    List<String> pids =
        targets.stream()
            .filter(t -> proc.stat(t).isPresent())
            .map(t -> Long.toString(t.pid()))
            .toList();
    if (pids.isEmpty()) {
      return;
    }
    // The shell's own kill: there on every system, and one that has just ended is no failure.
    List<String> line =
        new ArrayList<>(List.of("sh", "-c", "kill -" + name() + " \"$@\" 2>&1", "sh"));
    line.addAll(pids);
    Command.of(line).run(Duration.ofSeconds(5));
  }
}
