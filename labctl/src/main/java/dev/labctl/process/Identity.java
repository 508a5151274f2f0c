package dev.labctl.process;

/**
 * A process as it can be told from a later one with the same number.
 *
 * @param pid at least 1
 * @param startTicks clock ticks from boot to its start, as in {@code /proc/<pid>/stat}
 */
public record Identity(long pid, long startTicks) {
  public Identity {
    if (pid < 1 || startTicks < 0) {
      throw new IllegalArgumentException(
          "process %d@%d: a pid is at least 1, a start at least 0".formatted(pid, startTicks));
    }
  }

  /** From {@link #toString}'s form, {@code pid@start}. */
  public static Identity parse(String text) {
    int at = text.indexOf('@');
    if (at < 1) {
      throw new IllegalArgumentException("'%s' is not of the form pid@start".formatted(text));
    }
    return new Identity(
        Long.parseLong(text.substring(0, at)), Long.parseLong(text.substring(at + 1)));
  }

  @Override
  public String toString() {
    return pid + "@" + startTicks;
  }
}
