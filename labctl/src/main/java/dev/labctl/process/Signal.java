package dev.labctl.process;

import dev.labctl.exit.LabctlException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What can be sent to processes. */
public enum Signal {
  HUP(1),
  TERM(15),
  KILL(9),
  STOP(19),
  CONT(18);

  /** Linux' number for it, the same on x86-64 and ARM. */
  private final int number;

  Signal(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /**
   * Sends it to those of {@code targets} that still live; a later process with the number of one
   * that has ended is never hit.
   *
   * @throws LabctlException (exit 3) when one belongs to another user; the others have got it
   */
  public void send(ProcFs proc, Collection<Identity> targets) {
    List<String> refused = new ArrayList<>();
    for (Identity target : targets) {
      if (!Kernel.signal(proc, target, number)) {
        refused.add(target.toString());
      }
    }
    if (!refused.isEmpty()) {
      throw LabctlException.machine(
          "%s may not send SIG%s to the processes %s: they belong to another user; run labctl as the user who started them"
              .formatted(System.getProperty("user.name"), name(), refused));
    }
  }
}
